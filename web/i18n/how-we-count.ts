/** The words of `/how-we-count`: kept apart from the dictionaries, because no script in the browser needs them. */
import type { Language } from './language.ts'

/** A class with what it means, in the order in which the earlier wins. */
interface ClassWords {
  readonly name: string
  readonly meaning: string
  /** Whether both views know it. */
  readonly views: string
}

interface FormulaWords {
  readonly name: string
  readonly formula: string
}

interface ExampleRow {
  readonly case: string
  readonly ratio: string
  readonly coverage: string
  readonly printed: string
}

export interface HowWords {
  readonly title: string
  readonly lead: string
  readonly classes: {
    readonly title: string
    readonly text: readonly string[]
    readonly heads: readonly [string, string, string]
    readonly rows: readonly ClassWords[]
  }
  readonly figures: {
    readonly title: string
    readonly text: readonly string[]
    readonly formulas: readonly FormulaWords[]
  }
  readonly coverage: {
    readonly title: string
    readonly text: readonly string[]
    readonly verdicts: readonly FormulaWords[]
  }
  readonly blind: { readonly title: string; readonly text: readonly string[] }
  readonly rounding: { readonly title: string; readonly text: readonly string[] }
  readonly sets: { readonly title: string; readonly text: readonly string[] }
  readonly example: {
    readonly title: string
    readonly text: readonly string[]
    readonly heads: readonly [string, string, string, string]
    readonly rows: readonly ExampleRow[]
  }
}

const id: HowWords = {
  title: 'Cara kami menghitung',
  lead: 'Setiap milidetik dari suatu masa masuk tepat satu golongan. Semua angka di situs ini, di API, dan di laporan berasal dari hitungan yang sama.',
  classes: {
    title: 'Golongan waktu',
    text: [
      'Bila beberapa golongan berlaku bersamaan, yang lebih atas dalam daftar ini menang. Ada dua sudut pandang: semua jam, yaitu yang dialami warga; dan menurut kontrak, yaitu di dalam jam layanan dan di luar pemeliharaan.',
    ],
    heads: ['Golongan', 'Artinya', 'Berlaku untuk'],
    rows: [
      {
        name: 'Tidak beroperasi',
        meaning: 'sebelum diaktifkan, selama ditangguhkan, atau setelah dinonaktifkan',
        views: 'keduanya',
      },
      { name: 'Di luar jam layanan', meaning: 'tempatnya sedang tutup', views: 'kontrak' },
      { name: 'Pemeliharaan', meaning: 'waktu yang direncanakan', views: 'kontrak' },
      {
        name: 'Belum diketahui',
        meaning: 'tidak ada pemeriksaan yang berbicara tentang waktu itu',
        views: 'keduanya',
      },
      {
        name: 'Mati karena jalur pusat',
        meaning: 'mati selama jalur bersama yang di atasnya mati',
        views: 'keduanya',
      },
      { name: 'Mati', meaning: 'dipastikan tidak bisa dipakai', views: 'keduanya' },
      { name: 'Gangguan', meaning: 'bisa dipakai, tetapi ada yang tidak beres', views: 'keduanya' },
      { name: 'Aktif', meaning: 'dipastikan berfungsi', views: 'keduanya' },
    ],
  },
  figures: {
    title: 'Rumus',
    text: [
      'Mati dipastikan oleh tiga pemeriksaan gagal berturut-turut, pulih oleh dua yang berhasil. Waktunya dihitung sejak pemeriksaan pertama dari deretan itu, bukan sejak dipastikan.',
      'Satu hasil pemeriksaan berlaku sampai hasil berikutnya, paling lama tiga jarak pemeriksaan. Sesudah itu keadaannya belum diketahui.',
    ],
    formulas: [
      { name: 'Diketahui', formula: 'aktif + gangguan + mati + mati karena jalur pusat' },
      {
        name: 'Cakupan data',
        formula: 'diketahui ÷ (diketahui + belum diketahui)',
      },
      {
        name: 'Ketersediaan yang dialami',
        formula: '(aktif + gangguan) ÷ diketahui, semua jam',
      },
      {
        name: 'Ketersediaan menurut kontrak',
        formula:
          '(aktif + gangguan) ÷ (diketahui − dimaafkan), di dalam jam layanan; dimaafkan = waktu mati yang penyebabnya dikecualikan kontrak, biasanya listrik',
      },
      {
        name: 'Rata-rata waktu pulih (MTTR)',
        formula: 'rata-rata lama kejadian mati yang pulih di masa itu',
      },
      {
        name: 'Rata-rata waktu jalan antarkejadian mati (MTBF)',
        formula: '(aktif + gangguan) ÷ jumlah kejadian mati yang mulai di masa itu',
      },
    ],
  },
  coverage: {
    title: 'Kapan angka ditampilkan',
    text: [
      'Angka ditampilkan hanya bila cakupan datanya paling sedikit 90 %, dibandingkan tanpa pembulatan. Kalau tidak, kami menulis alasannya; tidak pernah 0 atau 100 sebagai pengganti.',
    ],
    verdicts: [
      { name: 'tidak beroperasi', formula: 'seluruh masa itu tempatnya tidak dilayani' },
      {
        name: 'tidak ada waktu yang dinilai',
        formula: 'semua waktunya tutup, dalam pemeliharaan, atau dimaafkan',
      },
      { name: 'tidak ada data', formula: 'tidak ada waktu yang diketahui' },
      { name: 'data belum cukup', formula: 'cakupan data di bawah 90 %' },
    ],
  },
  blind: {
    title: 'Bila pemantau sendiri tidak melihat',
    text: [
      'Pemantau juga memeriksa beberapa saksi. Bila tidak satu pun menjawab, atau pemantau berhenti, waktu itu belum diketahui: tidak pernah mati, tidak pernah aktif. Yang mati sebelum dan sesudahnya tetap satu kejadian.',
    ],
  },
  rounding: {
    title: 'Pembulatan',
    text: [
      'Persen dibulatkan ke bawah pada dua angka desimal: satu detik yang hilang tidak pernah terbaca 100,00 %. Target dibandingkan dengan pecahan yang tepat, bukan dengan angka yang sudah dibulatkan.',
    ],
  },
  sets: {
    title: 'Kecamatan, jenis, penyedia, dan kota',
    text: [
      'Semua pembilang dijumlahkan, lalu dibagi jumlah semua penyebut; bukan rata-rata dari persen. Tempat dengan cakupan di bawah 90 % tetap ikut dijumlahkan dan disebut tersendiri. Nilai tengah dihitung dari tempat lainnya. Tempat yang tidak dipantau disebut jumlahnya saja.',
    ],
  },
  example: {
    title: 'Contoh',
    text: [
      'Satu hari penuh, tempatnya berfungsi sepanjang waktu yang terlihat. Pemantau mati lima jam: diketahui 19 dari 24 jam, jadi cakupannya 79,16 %. Itu di bawah 90 %, maka tidak ada angka yang ditampilkan.',
    ],
    heads: ['Pemantau mati', 'Perbandingan', 'Cakupan data', 'Yang ditampilkan'],
    rows: [
      { case: '5 jam', ratio: '19 ÷ 19', coverage: '79,16 %', printed: 'data belum cukup' },
      { case: '2 jam', ratio: '22 ÷ 22', coverage: '91,66 %', printed: '100,00 %' },
      { case: '24 jam', ratio: '0 ÷ 0', coverage: '0,00 %', printed: 'tidak ada data' },
    ],
  },
}

const en: HowWords = {
  title: 'How we count',
  lead: 'Every millisecond of a period is in exactly one class. All figures of this site, of the API and of the reports come from this one account.',
  classes: {
    title: 'Classes of time',
    text: [
      'Where several classes apply at once, the upper one of this list wins. There are two views: all hours, which is what residents met; and by contract, which is inside service hours and outside maintenance.',
    ],
    heads: ['Class', 'Means', 'In view'],
    rows: [
      {
        name: 'Not in service',
        meaning: 'before activation, while suspended, or after retirement',
        views: 'both',
      },
      { name: 'Outside service hours', meaning: 'the place is closed', views: 'contract' },
      { name: 'Maintenance', meaning: 'planned time', views: 'contract' },
      { name: 'Unknown', meaning: 'no check speaks for that time', views: 'both' },
      {
        name: 'Down with its uplink',
        meaning: 'down while the shared line above it was down',
        views: 'both',
      },
      { name: 'Down', meaning: 'confirmed to be of no use', views: 'both' },
      { name: 'Degraded', meaning: 'usable, but not right', views: 'both' },
      { name: 'Active', meaning: 'confirmed to work', views: 'both' },
    ],
  },
  figures: {
    title: 'Formulas',
    text: [
      'Down is confirmed by three failing checks in a row, recovery by two good ones. Time counts from the first check of the run, not from the confirmation.',
      'One result speaks until the next one, at most for three intervals of its check. After that the state is unknown.',
    ],
    formulas: [
      { name: 'Known', formula: 'active + degraded + down + down with its uplink' },
      { name: 'Data coverage', formula: 'known ÷ (known + unknown)' },
      { name: 'Availability as met', formula: '(active + degraded) ÷ known, all hours' },
      {
        name: 'Availability by contract',
        formula:
          '(active + degraded) ÷ (known − excused), inside service hours; excused = down time whose cause the contract excuses, usually power',
      },
      {
        name: 'Mean time to recovery (MTTR)',
        formula: 'mean length of the outages that recovered in the period',
      },
      {
        name: 'Mean time between outages (MTBF)',
        formula: '(active + degraded) ÷ outages that began in the period',
      },
    ],
  },
  coverage: {
    title: 'When a figure is shown',
    text: [
      'A figure is shown only when its data coverage is at least 90 %, compared without rounding. Otherwise we say why; never 0 or 100 in its place.',
    ],
    verdicts: [
      { name: 'not in service', formula: 'the place was not served in the whole period' },
      {
        name: 'no time to judge',
        formula: 'all its time was closed, in maintenance or excused',
      },
      { name: 'no data', formula: 'no time is known' },
      { name: 'not enough data', formula: 'data coverage below 90 %' },
    ],
  },
  blind: {
    title: 'When the monitor itself cannot see',
    text: [
      'The monitor also checks some witnesses. When none of them answers, or the monitor stands still, that time is unknown: never down, never active. An outage that lasts before and after it stays one outage.',
    ],
  },
  rounding: {
    title: 'Rounding',
    text: [
      'Per cent is rounded down to two decimals: one lost second never reads 100.00 %. Targets are compared with the exact fraction, not with the rounded number.',
    ],
  },
  sets: {
    title: 'Kecamatan, kinds, providers and the city',
    text: [
      'All numerators are added and divided by the sum of all denominators; it is no mean of percentages. Places with less than 90 % coverage are in the sum and named apart. The median is taken over the other places. Places that nobody monitors are only counted.',
    ],
  },
  example: {
    title: 'Example',
    text: [
      'One whole day on which the place worked whenever it was seen. The monitor was off for five hours: 19 of 24 hours are known, so coverage is 79.16 %. That is below 90 %, and no figure is shown.',
    ],
    heads: ['Monitor off', 'Ratio', 'Data coverage', 'Shown'],
    rows: [
      { case: '5 hours', ratio: '19 ÷ 19', coverage: '79.16 %', printed: 'not enough data' },
      { case: '2 hours', ratio: '22 ÷ 22', coverage: '91.66 %', printed: '100.00 %' },
      { case: '24 hours', ratio: '0 ÷ 0', coverage: '0.00 %', printed: 'no data' },
    ],
  },
}

const words: Readonly<Record<Language, HowWords>> = { id, en }

/** The text in one language. */
export const howWordsOf = (language: Language): HowWords => words[language]

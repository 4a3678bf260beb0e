/** Bahasa Indonesia of the ledger: classes, verdicts, figures. */

const ledgerClass = {
  up: 'Aktif',
  degraded: 'Gangguan',
  down: 'Mati',
  upstream: 'Mati karena jalur pusat',
  unknown: 'Belum diketahui',
  maintenance: 'Pemeliharaan',
  closed: 'Di luar jam layanan',
  notInService: 'Tidak beroperasi',
}

const verdict = {
  insufficient: 'data belum cukup',
  none: 'tidak ada data',
  excluded: 'tidak ada waktu yang dinilai',
  not_in_service: 'tidak beroperasi',
}

export const idLedger = {
  class: ledgerClass,
  verdict,
  title: (month: string) => `Bulan ${month}`,
  until: (when: string) => `Dihitung sampai ${when}.`,
  lead: 'Setiap detik masuk tepat satu golongan; jumlahnya sama dengan seluruh waktu.',
  months: 'Bulan lain',
  experienced: 'Ketersediaan yang dialami',
  experiencedLead: 'semua jam',
  contract: 'Ketersediaan menurut kontrak',
  contractLead: 'dalam jam layanan, tanpa pemeliharaan',
  coverage: (percent: string) => `Cakupan data ${percent}.`,
  noCoverage: 'Tidak ada waktu yang perlu dipantau.',
  targetMet: (target: string) => `Target ${target}: tercapai.`,
  targetMissed: (target: string) => `Target ${target}: tidak tercapai.`,
  targetOpen: (target: string) => `Target ${target}: belum dapat dinilai.`,
  className: 'Golongan',
  all: 'Semua jam',
  service: 'Menurut kontrak',
  total: 'Jumlah',
  byCause: 'Waktu mati menurut penyebab',
  outages: 'Jumlah kejadian mati',
  mttr: 'Rata-rata waktu pulih',
  mtbf: 'Rata-rata waktu jalan antarkejadian mati',
  maintenance: 'Pemeliharaan',
  maintenanceDown: (time: string, down: string) => `${time}, ${down} di antaranya mati`,
  parts: 'Menurut masa kontrak',
  partFrom: 'Mulai',
  partContract: 'Kontrak',
  noContract: 'tanpa kontrak',
  how: 'Cara kami menghitung',
}

/** What every language must say of the ledger. */
export type LedgerWords = typeof idLedger

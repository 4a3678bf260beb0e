/** Bahasa Indonesia for everything that comes as a code: states, layers, reasons, causes, kinds. */
import type { DownReason, UnknownCause } from '../../probes/result.ts'
import type {
  Cause,
  CoordinateBasis,
  Impairment,
  Layer,
  OutageEnd,
  SelfFault,
} from '../../server/domain/hotspot.ts'
import type { ShownState } from '../state/shown-state.ts'

type Words<Key extends string> = Readonly<Record<Key, string>>

/** Everything that can stand in a reason field. */
export type Reason = DownReason | Impairment | UnknownCause | 'stale' | 'unmonitored'

const state: Words<ShownState> = {
  up: 'Aktif',
  degraded: 'Gangguan',
  down: 'Mati',
  maintenance: 'Pemeliharaan',
  closed: 'Di luar jam layanan',
  unknown: 'Belum diketahui',
  unmonitored: 'Tidak dipantau',
  retired: 'Nonaktif',
  suspended: 'Ditangguhkan',
  planned: 'Direncanakan',
}

const stateMeaning: Words<ShownState> = {
  up: 'Wi-Fi di tempat ini berfungsi.',
  degraded: 'Wi-Fi bisa dipakai, tetapi ada yang tidak beres.',
  down: 'Wi-Fi di tempat ini sedang tidak bisa dipakai.',
  maintenance: 'Sedang ada pemeliharaan terjadwal.',
  closed: 'Tempat ini sedang di luar jam layanan.',
  unknown: 'Keadaan Wi-Fi di tempat ini belum dapat dipastikan.',
  unmonitored: 'Tempat ini terdaftar, tetapi belum dipantau.',
  retired: 'Wi-Fi di tempat ini sudah tidak dilayani.',
  suspended: 'Layanan di tempat ini sedang ditangguhkan.',
  planned: 'Wi-Fi di tempat ini masih direncanakan.',
}

const layer: Words<Layer> = {
  link: 'Perangkat',
  portal: 'Halaman masuk',
  internet: 'Internet',
  usage: 'Pemakaian',
}

const layerSubject: Words<Layer> = {
  link: 'Perangkat Wi-Fi',
  portal: 'Halaman masuk',
  internet: 'Sambungan internet',
  usage: 'Data pemakaian',
}

/** Predicates: each follows the subject of its layer, "Perangkat Wi-Fi tidak menjawab". */
const reason: Words<Reason> = {
  timeout: 'tidak menjawab',
  refused: 'menolak sambungan',
  unreachable: 'tidak terjangkau dari jaringan',
  reset: 'memutus sambungan',
  name_not_found: 'tidak ditemukan namanya',
  tls_invalid: 'memakai sertifikat yang tidak sah',
  http_status: 'menjawab dengan galat',
  http_protocol: 'menjawab dengan cara yang keliru',
  redirect_loop: 'mengalihkan tanpa henti',
  dns_answer: 'memberi jawaban DNS yang salah',
  slow: 'lambat',
  lossy: 'sering kehilangan paket',
  text_missing: 'tidak memuat teks yang seharusnya',
  text_forbidden: 'memuat teks terlarang',
  tls_expiring: 'memakai sertifikat yang segera kedaluwarsa',
  redirect_refused: 'mengalihkan ke alamat yang dilarang',
  link_partial: 'hanya menjawab sebagian',
  advisory_down: 'gagal pada pemeriksaan tambahan',
  blocked: 'tidak diperiksa karena aturan alamat',
  blind: 'tidak terlihat karena pemantau terputus',
  no_program: 'tidak diperiksa: program pemeriksa tidak ada',
  no_permission: 'tidak diperiksa: pemantau tidak berizin',
  no_resources: 'tidak diperiksa: pemantau kehabisan sumber daya',
  resolver: 'tidak diperiksa: DNS pemantau bermasalah',
  invalid_target: 'tidak diperiksa: alamatnya tidak sah',
  aborted: 'tidak selesai diperiksa',
  internal: 'tidak diperiksa karena galat pemantau',
  stale: 'belum diperiksa lagi pada waktunya',
  unmonitored: 'belum dipantau',
}

const cause: Words<Cause> = {
  power: 'Listrik',
  provider: 'Penyedia',
  device: 'Perangkat',
  cabling: 'Kabel',
  vandalism: 'Perusakan',
  portal: 'Halaman masuk',
  other: 'Lainnya',
  unclassified: 'Belum ditentukan',
}

const end: Words<OutageEnd> = {
  recovered: 'pulih',
  changed: 'berubah tingkat',
  split: 'dipisah dari gangguan jalur',
  suspended: 'ditangguhkan',
  retired: 'dinonaktifkan',
  unmonitored: 'tidak dipantau lagi',
}

const fault: Words<SelfFault['code']> = {
  icmp_unavailable: 'Pemeriksaan ping tidak tersedia',
  no_resources: 'Pemantau kehabisan sumber daya',
  resolver: 'DNS pemantau tidak menjawab',
  database_locked: 'Basis data sedang terkunci',
  database_write: 'Basis data tidak dapat ditulis',
  disk_low: 'Ruang penyimpanan hampir habis',
  round_late: 'Putaran pemeriksaan terlambat',
  clock_stepped: 'Jam pemantau melompat',
  prober_crashed: 'Pemeriksa berhenti mendadak',
  no_witnesses: 'Tidak ada saksi: pemantau yang terputus tidak akan ketahuan',
}

/** Kinds are data: a kind that is not listed is shown as it is written. */
const kind: Readonly<Record<string, string>> = {
  kelurahan: 'Kantor kelurahan',
  kecamatan: 'Kantor kecamatan',
  puskesmas: 'Puskesmas',
  rs: 'Rumah sakit',
  taman: 'Taman dan alun-alun',
  masjid: 'Masjid',
  ibadah: 'Tempat ibadah lain',
  sekolah: 'Sekolah',
  kantor: 'Kantor pemerintah',
  rw: 'Balai RW',
  posyandu: 'Posyandu',
  komunitas: 'Komunitas',
  perpustakaan: 'Perpustakaan',
  pasar: 'Pasar',
  terminal: 'Terminal dan stasiun',
  jalan: 'Jalan',
  mcap: 'Titik akses keliling (MCAP)',
  lainnya: 'Lainnya',
}

const basis: Words<CoordinateBasis> = {
  office: 'Titik pada bangunannya.',
  centroid: 'Perkiraan: titik tengah wilayah, bukan bangunannya.',
  street: 'Perkiraan: titik pada jalan yang sama.',
  approximate: 'Perkiraan: letak tepatnya belum pasti.',
  unknown: 'Letaknya belum diketahui.',
}

/** Words for codes. */
export const idCodes = {
  state,
  stateMeaning,
  layer,
  layerSubject,
  reason,
  cause,
  end,
  fault,
  kind,
  basis,
}

"""Every page that a visitor reaches by GET."""

PAGES = [
    "/",
    "/cek-nik/",
    "/tentang/",
    "/statistik/32.73/",
    "/statistik/32.73.05.1006/",
    "/statistik/32.73/kelurahan/",
    "/statistik/32.73/urut/persen/",
    "/statistik/32.73/laporan/",
    "/program/",
    "/program/bst/",
    "/pengaduan/",
    "/pengaduan/lacak/",
    "/pengaduan/kinerja/",
    "/data/",
    "/data/rilis/1/",
    "/data/api/",
    "/data/kunci/",
    "/petugas/akun/masuk/",
    "/halaman-yang-tidak-ada/",
]

"""Every page that a visitor reaches by GET."""

PAGES = [
    "/tentang/",
    "/petugas/akun/login/",
    "/halaman-yang-tidak-ada/",
]

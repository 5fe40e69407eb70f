"""Ready answers to begin with. They are the city's data from then on: officers change them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

READY = [
    (
        "Bantuan sudah dibayarkan", "not_received",
        "Terima kasih atas pengaduan Anda. Menurut catatan kami, bantuan {programme} tahap {stage}"
        " sudah dibayarkan pada {paid_on}. Jika Anda tidak merasa menerimanya, balas pengaduan ini"
        " dalam 30 hari dan ceritakan siapa yang memegang kartu atau undangan. Kami akan menelusuri"
        " bersama penyalur.",
    ),
    (
        "Bantuan belum dibayarkan", "not_received",
        "Terima kasih atas pengaduan Anda. Bantuan {programme} tahap {stage} untuk keluarga Anda"
        " belum dibayarkan. Alasannya: {reason}. Silakan datang ke kantor kelurahan {kelurahan}"
        " dengan membawa KTP dan KK asli. Petugas akan membantu memperbaikinya sebelum tahap"
        " berikutnya.",
    ),
    (
        "Jadwal pembayaran menunggu", "not_received",
        "Terima kasih atas pengaduan Anda. Keluarga Anda terdaftar untuk {programme}, tetapi jadwal"
        " pembayaran tahap {stage} di kelurahan {kelurahan} belum tiba. Pengumuman jadwal ditempel"
        " di kantor kelurahan. Anda tidak perlu membayar apa pun kepada siapa pun.",
    ),
    (
        "Usulan masuk daftar", "wants_listing",
        "Terima kasih. Usulan masuk daftar penerima dibahas dalam musyawarah kelurahan {kelurahan}."
        " Bawalah KTP dan KK asli ke kantor kelurahan supaya petugas dapat mengunjungi rumah Anda."
        " Masuk daftar tidak dipungut biaya, dan keputusan akhir ada pada Kementerian Sosial.",
    ),
    (
        "Data sedang diperbaiki", "correction",
        "Terima kasih sudah memberi tahu. Kami sudah membuka perbaikan data untuk keluarga Anda di"
        " kelurahan {kelurahan}. Perbaikan dikirim ke Kementerian Sosial pada putaran berikutnya."
        " Anda akan kami kabari begitu hasilnya kembali.",
    ),
    (
        "Penerima akan diperiksa", "undeserving",
        "Terima kasih atas laporan Anda. Petugas kelurahan {kelurahan} akan memeriksa keadaan"
        " penerima itu di lapangan. Nama Anda tidak kami sampaikan kepada siapa pun. Hasil untuk"
        " orang lain tidak dapat kami sebutkan, tetapi laporan Anda kami catat.",
    ),
    (
        "Mutu barang bantuan", "poor_quality",
        "Terima kasih atas laporan Anda. Kami sudah meneruskannya kepada penyalur {programme}."
        " Barang yang rusak berhak Anda tukar di tempat pengambilan dengan menunjukkan bukti"
        " penerimaan. Simpan barang dan kemasannya sampai ditukar.",
    ),
    (
        "Tidak tampil di pencarian", "privacy",
        "Permintaan Anda sudah kami penuhi: nama Anda tidak lagi tampil di pencarian nama. Anda"
        " tetap dapat memeriksa data sendiri lewat menu Cek dengan NIK. Hak Anda atas bantuan tidak"
        " berubah.",
    ),
    (
        "Tidak termasuk bantuan sosial", "",
        "Terima kasih atas pesan Anda. Hal ini tidak termasuk bantuan sosial yang kami urus. Petugas"
        " di kelurahan {kelurahan} dapat menunjukkan kantor yang tepat.",
    ),
]  # fmt: skip


def ship(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Add what is missing; an answer of the same title stays as the office wrote it."""
    templates = apps.get_model("complaints", "AnswerTemplate").objects
    for title, kind, text in READY:
        templates.get_or_create(title=title, defaults={"kind": kind, "text": text})


class Migration(migrations.Migration):
    dependencies = [("complaints", "0003_keep_whether_answered_in_time")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]

"""Words that names, streets and places of the synthetic registers are put together from.

Most frequent first: words are drawn by rank (see drawing.Ranked). Written for this generator and
shared with nothing in the portal, so that its errors are no echo of the portal's own rules.
"""

SUNDA_MEN = str.split(
    "asep ujang dadang cecep tatang dede wawan yayan jajang maman endang iwan aep deden nandang"
    " ade ajat oman engkus entis tarya juhana sarip karna wahyu encep iyan odang uus apud adang"
    " aceng ading apep atang atep caca cucu dayat didin diding dodi dudung edeng eman emuh engkos"
    " enjang gandi holil icang idang ihin ikin ilham inda jaja jejen kokom komar kusnadi lili"
    " mamat mimin momon nana nanang obar odoy okib olih omo onih opik otong sahya samsu sanusi"
    " sobar sopian suhanda sulaeman supardi surya sutarya taryana tatan tetep toha totong udin"
    " ucup umar undang usep utang uyat wahidin warsa yaya yudi yuyus zaenal"
)
SUNDA_WOMEN = str.split(
    "neng euis iis lilis yayah enok imas cucu nining entin nani titin ai eneng elis eti iim"
    " nunung rokayah omah onah juju kokom mimin popon empat oneng uum yeti aisah tita tati cicih"
    " cucum dedeh edah elin emin enah engkar enung epon ernah esih eulis heni ida ika imi iroh"
    " isah itoh jenab juariah jubaedah kartini komala lala laela mamah mae maryamah neneng nenih"
    " ninih nonoh odah oom otih rasih rohaeni sarmi sopiah sukaesih sumi tarsih tuti ucih uhi unah"
    " warsih yati yoyoh yuyun zubaedah"
)
MUSLIM_MEN = str.split(
    "muhammad ahmad abdul agus rizki hasan ali ibrahim yusuf ridwan fauzi rahmat iqbal fajar"
    " hidayat umar usman rahman arif hakim syarif nasrullah ismail saiful jamaludin nurdin"
    " syamsudin kamaludin badrudin zaenudin aminudin burhanudin fahrudin imron ihsan irfan latif"
    " lukman mahmud mansur mustofa nasir rasyid rofik salim sidik sobirin solihin sofyan taufik"
    " wahid yahya yunus zakaria zulkifli anwar asyari aziz basri bukhori dahlan fadil farid"
    " firdaus ghozali habib hamdan haris harun hasyim husen idris ilyas jafar junaedi kosim"
    " khoirul malik maulana mubarok mukhlis munir muslim najib rohman royani saepul sahrul satria"
    " subhan sulaiman syafii syahrul tamam tohir ubaidillah wildan yazid zaini zainal zaki"
)
MUSLIM_WOMEN = str.split(
    "siti nur aisyah fatimah aminah khadijah halimah rohmah nurul zahra maryam hasanah komariah"
    " rahmawati nurhayati nurjanah mardiyah maesaroh solihah rukmini sarah salma hafsah aminatun"
    " badriah faridah fauziah fitri habibah hamidah hanifah hidayati holilah husna ismi istiqomah"
    " jamilah julaeha kamila karimah khoirunnisa laila latifah lutfiah mahmudah marwah masitoh"
    " masruroh muawanah mufidah munawaroh muslihah mutmainah nabila nafisah najwa nasifah naila"
    " qomariah rabiah rahma robiah rodiah rofiah rohana saadah sabrina sadiah saidah salamah"
    " samsiah saodah sofia suaebah suhaemi sulastri syarifah tasya uswatun wardah yasmin yulia"
    " zahrotun zakiah zulaikha"
)
JAVA_BEGIN = str.split(
    "su har wi mul pur sar wid tri dwi eko bam yul set ris rus pra her nov fer wah kar mar gun"
    " sub slam sug sunar suk sut teg war yat sudar sur kus ngat par pon rat sam sid tar tug tuk"
    " bud dar"
)
JAVA_MEN_END = str.split(
    "yono yanto yadi anto ono adi awan iman jono mono darmo tono harto wanto santo manto madi"
    " modi yoto jito gito wito narno toyo rijo sono riyadi jatmiko prapto kirman tejo hono lasno"
    " giyo"
)
JAVA_WOMEN_END = str.split(
    "yati inah iyem tini wati astuti ningsih lestari ani iyani rini sari jiyem yanti mini narti"
    " harti minah janah yem wanti tinah giyem santi lasmi darti wiyah tarti kinah"
)
MODERN_MEN = str.split(
    "rizky dimas fajar rafi raka bayu aditya farhan naufal gilang reza galih ilham alif daffa"
    " rangga yoga arya bagas dika fikri haikal kevin nizar panji rama satrio tegar vino wisnu"
    " zidan azka rehan rasya fathir kenzo alfian andika ardi bima candra denis dion edgar fabian"
    " febrian ferdi gibran hafiz irgi jordan krisna luki marcel nanda oki pandu radit sandi tirta"
    " vicky wira yusril"
)
MODERN_WOMEN = str.split(
    "putri nabila salsa zahra dinda alya kayla keisha naila aulia anisa rani intan citra bunga"
    " dewi melati rizka tiara vina wulan amelia cantika desi elsa fani gita hana indah jihan"
    " kirana luna mega nadia oktavia puspa queen rara syifa talita ulfa viona winda yolanda zalfa"
    " adinda bella cinta dita eka febri ghina helmi ira jessica karin lidia mita novi olivia prita"
    " resti shinta"
)
BEHIND_MEN = str.split(
    "hidayat setiawan kurniawan saputra permana gunawan suryana hermawan ramdani nugraha"
    " supriatna wijaya firmansyah maulana sutisna mulyana pratama santoso wibowo darmawan sopandi"
    " suherman rohmana juanda kusnandar suhendar somantri sumarna supriadi sutrisno iskandar"
    " effendi siregar suparman sukmana sudrajat suganda sunarya sukandar wirawan rusmana rustandi"
    " rukmana romdoni purnama priatna pamungkas nurjaman munandar mulyadi kartiwa kosasih koswara"
    " komarudin hendrawan herdiana heryanto haryadi hamzah fadilah djuhana dermawan budiman basuki"
    " ardiansyah apriyadi andriana alamsyah akbar adiputra abdilah yulianto wahyudi tarmizi"
    " syahputra susanto suwandi sulistyo subagja sanjaya rusdiana rosadi ruhimat rachman prayoga"
    " oktavian nasution muhtar lesmana laksana kuswara jatnika irawan herlambang hardiman ginanjar"
    " fathurohman"
)
BEHIND_WOMEN = str.split(
    "nurhayati komariah lestari wulandari rohaeti fitriani maryati rahmawati handayani susanti"
    " kurniasih yuliani suryani sumiati rosmiati nuraeni ningsih sartika agustina pertiwi safitri"
    " permatasari anggraeni puspitasari oktaviani apriliani julianti novianti marlina herlina"
    " kartika kusumawati mulyani nurlaela purnamasari rahayu rostiana saadah setiawati sukmawati"
    " sulastri supriatin suhartini suryati tresnawati triani utami widianingsih winarti yulianti"
    " yunengsih zakiyah aprilia andayani astuti damayanti dewi djubaedah fatmawati febriani"
    " hasanah hermawati indriani iriani jayanti juliawati karyati komalasari kurniawati latifah"
    " liawati maharani melinda mustika nurfadilah nurjanah nurmala nurwahidah patimah rachmawati"
    " ratnasari rismawati rusmiati salamah septiani sobariah sopiani sukarsih sutarsih tarwiyah"
    " warsinah"
)
SYLLABLES = str.split(
    "ba bi da de di do ga gi ha hi ja ju ka ki ku la li lu ma mi mo na ni nu pa pu ra ri ro sa si"
    " so su ta ti to tu wa wi ya yu za"
)
ENDINGS = str.split("n h t k s r l m ng na di ti ya wan man yah tin din")
TWIN_SWAPS = (
    ("hasan", "husen"), ("rina", "rini"), ("dadan", "didin"), ("asep", "ujang"),
    ("lina", "lani"), ("yani", "yuni"), ("dewi", "dewa"), ("rizki", "rizka"),
)  # fmt: skip
STREETS = str.split(
    "melati mawar cempaka kenanga anggrek sukajadi cibadak kopo pagarsih astana_anyar moh_toha"
    " bojongloa babakan cikutra ahmad_yani sudirman pasir_kaliki cihampelas dago gegerkalong"
    " sersan cijerah holis caringin terusan_buah_batu margacinta ciwastra gedebage rancabolang"
    " cisaranten antapani jakarta kiaracondong ibrahim_adjie samoja karees turangga lodaya"
    " gatot_subroto sadang_serang tubagus_ismail sekeloa haurpancuh cisitu pak_gatot cimandiri"
    " supratman riau leuwipanjang situsaeur kebon_lega mekarwangi cibaduyut sukapura maleer"
    " gumuruh binong"
)
PLACES = (
    "Bandung", "Bandung", "Bandung", "Bandung", "Bandung", "Bandung", "Bandung", "Garut",
    "Sumedang", "Tasikmalaya", "Cianjur", "Cimahi", "Ciamis", "Majalengka", "Sukabumi", "Subang",
    "Purwakarta", "Jakarta", "Cirebon", "Kuningan", "Bogor", "Karawang", "Banjar", "Indramayu",
    "Semarang", "Surabaya", "Solo", "Yogyakarta", "Brebes", "Tegal", "Medan", "Padang",
)  # fmt: skip
PLACE_SPELLINGS = {
    "Bandung": ("Kota Bandung", "Bdg", "Kab. Bandung", "Bandoeng", "BANDUNG"),
    "Tasikmalaya": ("Tasik", "Kab. Tasikmalaya"), "Jakarta": ("DKI Jakarta", "Jakarta Pusat"),
    "Yogyakarta": ("Jogjakarta", "Yogya"), "Solo": ("Surakarta",), "Sumedang": ("Smd",),
    "Purwakarta": ("Pwk",), "Majalengka": ("Mjlk",), "Sukabumi": ("Skbm",),
}  # fmt: skip
# Districts whose people moved to Bandung: the first six digits of their numbers.
ELSEWHERE = (
    "320412", "320405", "320430", "320437", "321701", "321708", "321712", "327701", "327702",
    "320501", "320513", "320528", "321101", "321119", "320601", "320630", "320304", "320701",
    "321015", "320210", "317402", "317206", "330212", "332901", "337401", "320922", "321320",
)  # fmt: skip
NICKNAMES = {
    "muhammad": ("amad", "mamat"), "abdul": ("dul",), "asep": ("cep", "aep"), "siti": ("iti",),
    "ahmad": ("amad", "memed"), "iskandar": ("kandar",), "ibrahim": ("boim",), "yusuf": ("ucup",),
    "ismail": ("mail",), "zainal": ("inal", "enal"), "khadijah": ("ijah",), "fatimah": ("imah",),
    "aisyah": ("icah",), "maemunah": ("munah",), "jubaedah": ("edah",), "suparman": ("parman",),
    "mustofa": ("topa",), "ridwan": ("iwan", "wawan"), "kurniawan": ("wawan", "iwan"),
    "setiawan": ("wawan", "iwan"), "hermawan": ("wawan", "maman"), "suherman": ("eman", "maman"),
    "dadang": ("adang",), "tatang": ("atang",), "endang": ("eneng", "adang"),
    "rohmat": ("omat", "mamat"), "rahmat": ("amat", "mamat"), "hidayat": ("dayat", "yayat"),
    "supriatna": ("upri", "atna"), "mulyana": ("yana", "mumul"), "komariah": ("kokom", "iah"),
    "rohaeti": ("eti",), "nurhayati": ("yati", "nung"), "rukmini": ("mimin", "mini"),
    "sulastri": ("lastri", "tri"), "kartini": ("titin", "tini"), "usman": ("usm", "maman"),
}  # fmt: skip

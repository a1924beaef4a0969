"""The kinds of files that we take, and how large a file may be inside."""

PDF = "application/pdf"
PICTURES = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/tiff": "TIFF",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
}
#: Recordings, by the name under which FFmpeg reads each; nothing else is tried.
RECORDINGS = {
    "video/webm": "matroska",
    "video/mp4": "mov",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/flac": "flac",
}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ASICE = "application/vnd.etsi.asic-e+zip"
ADOC = "application/vnd.lt.archyvai.adoc-2008"
#: Zip files of a kind of their own, by what must lie in them.
PACKAGES = {DOCX: "word/document.xml", ASICE: "mimetype", ADOC: "mimetype"}
MOST_MEMBERS = 2000
MOST_UNPACKED = 500 << 20
#: Below what Pillow warns of; a page scanned at 600 dpi has 35 million.
MOST_PIXELS = 80_000_000
MOST_PAGES = 1000
#: What we decode whole while somebody waits. JPEG is decoded at an eighth of its size.
QUICK_PIXELS = 24_000_000

def as_docx(a,b): return b""

"""Word and PDF files of others as plain text: one paragraph, line or table row (cells parted by |) on each line.

`docx_box` and `pdf_box` run in a process of their own (`box`); `reading` asks them and refuses in words.
"""

// Lines of text as a PDF 1.4 file, in one font of fixed width that every reader has. Own code because a statement needs no more than this; the
// trap is the cross-reference table, which counts bytes from the file's start.

const linesPerPage = 60

const literal = (line: string) => line.replaceAll("\\", "\\\\").replaceAll("(", "\\(").replaceAll(")", "\\)")

const content = (lines: ReadonlyArray<string>) => {
  const shown = lines.map((line) => `(${literal(line)}) Tj T*`).join("\n")
  return `BT /F1 8 Tf 12 TL 40 800 Td\n${shown}\nET`
}

/** The file's bytes; characters outside Latin-1 are lost. */
export const write = (lines: ReadonlyArray<string>): Uint8Array => {
  const pages = Array.from({ length: Math.max(1, Math.ceil(lines.length / linesPerPage)) }, (_, index) =>
    content(lines.slice(index * linesPerPage, (index + 1) * linesPerPage))
  )
  const kids = pages.map((_, index) => `${4 + index * 2} 0 R`).join(" ")
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ...pages.flatMap((stream, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + index * 2} 0 R >>`,
      `<< /Length ${Buffer.byteLength(stream, "latin1")} >>\nstream\n${stream}\nendstream`
    ])
  ]
  let file = "%PDF-1.4\n"
  const offsets = objects.map((object, index) => {
    const offset = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(offset).padStart(10, "0")} 00000 n \n`
  })
  const start = file.length
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join("")}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(file, "latin1")
}

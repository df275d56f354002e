// A QR code drawn as one path, black on white in both themes: cameras read nothing else as well.
import { useMemo } from "preact/hooks"
import { encode } from "uqr"

const margin = 4

export const Qr = ({ text, label }: { readonly text: string; readonly label: string }) => {
  const { path, size } = useMemo(() => {
    const { data } = encode(text, { border: 0, ecc: "M" })
    const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x + margin} ${y + margin}h1v1h-1z`] : [])))
    return { path: dark.join(""), size: data.length + 2 * margin }
  }, [text])
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect class="qr-paper" width={size} height={size} />
      <path class="qr-ink" d={path} />
    </svg>
  )
}

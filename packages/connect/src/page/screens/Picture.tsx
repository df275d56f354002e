// A picture of the institution that came as base64, such as letters to be typed. It never comes from an address.
import { useAround } from "./Around.ts"

export const Picture = ({ data }: { readonly data: string }) => {
  const { words } = useAround()
  const source = data.startsWith("data:image/") ? data : `data:image/png;base64,${data}`
  return <img class="picture" src={source} alt={words.credentials.picture} />
}

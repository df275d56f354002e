// The page's few pictures, drawn as strokes in the colour of the text beside them. They say nothing that the text does not.

const shapes = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M5 11h14v10H5z",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2",
  globe: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
  check: "M5 12.5l4.5 4.5L19 7",
  warning: "M12 4L2.5 20h19zM12 10v4.5M12 17.2v.1",
  phone: "M7 3h10v18H7zM11 18h2",
  window: "M14 4h6v6M20 4l-9 9M17 14v6H4V7h6",
  cloud: "M7 18a4 4 0 0 1 0-8 5.5 5.5 0 0 1 10.5 1A3.5 3.5 0 0 1 17 18zM4 4l16 16",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  next: "M9 5l7 7-7 7"
} as const

export type IconName = keyof typeof shapes

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
    <path d={shapes[name]} />
  </svg>
)

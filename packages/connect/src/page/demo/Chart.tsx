// An account's balance over the year. The drawing is for the eye; the slider under it tells each day in words, and a table holds the
// end of each month, so that nothing is to be seen that cannot be heard.
import { useEffect, useMemo, useRef, useState } from "preact/hooks"

import type { Point } from "./BalancePath.ts"
import * as Money from "./Money.ts"
import * as Scale from "./Scale.ts"
import * as Time from "./Time.ts"

interface Props {
  readonly points: ReadonlyArray<Point>
  readonly currency: string
}

const height = 220
const edge = { top: 12, right: 12, bottom: 26, left: 56 }

/** The width that there is, as the window changes. */
const useWidth = () => {
  const ref = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(640)
  useEffect(() => {
    const { current } = ref
    if (current === null) return undefined
    const observer = new ResizeObserver(() => setWidth(current.clientWidth))
    observer.observe(current)
    return () => observer.disconnect()
  }, [])
  return [ref, width] as const
}

const compact = (value: number): string =>
  new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(value)

const isLastOfMonth = ({ day }: Point, next: Point | undefined): boolean =>
  next === undefined || next.day.slice(0, 7) !== day.slice(0, 7)

const Drawing = ({
  marked,
  points,
  width
}: Omit<Props, "currency"> & { readonly marked: number; readonly width: number }) => {
  const { bars, line, months, x, y } = useMemo(() => {
    const values = points.map(({ units }) => Money.drawn(units))
    const bars = Scale.ticks(Math.min(0, ...values), Math.max(0, ...values))
    const x = Scale.linear([0, points.length - 1], [edge.left, width - edge.right])
    const y = Scale.linear([bars[0] ?? 0, bars.at(-1) ?? 1], [height - edge.bottom, edge.top])
    const line = Scale.steps(values.map((value, index) => [x(index), y(value)]))
    const every = width < 480 ? 3 : width < 760 ? 2 : 1
    const months = points
      .map(({ day }, index) => ({ day, index }))
      .filter(({ day }) => day.endsWith("-01") && (Number(day.slice(5, 7)) - 1) % every === 0)
    return { bars, line, months, x, y }
  }, [points, width])
  const here = points[marked]
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {bars.map((bar) => (
        <g key={bar} class={bar === 0 ? "bar zero" : "bar"}>
          <line x1={edge.left} x2={width - edge.right} y1={y(bar)} y2={y(bar)} />
          <text x={edge.left - 8} y={y(bar) + 4} text-anchor="end">
            {compact(bar)}
          </text>
        </g>
      ))}
      {months.map(({ day, index }) => (
        <text key={day} class="mark" x={x(index)} y={height - 8} text-anchor="middle">
          {Time.monthMark(day)}
        </text>
      ))}
      <path class="area" d={`${line}V${y(0)}H${x(0)}Z`} />
      <path class="line" d={line} />
      {here !== undefined && (
        <g class="here">
          <line x1={x(marked)} x2={x(marked)} y1={edge.top} y2={height - edge.bottom} />
          <circle cx={x(marked)} cy={y(Money.drawn(here.units))} r="5" />
        </g>
      )}
    </svg>
  )
}

export const Chart = ({ currency, points }: Props) => {
  const [ref, width] = useWidth()
  const [chosen, choose] = useState<number | null>(null)
  const last = points.length - 1
  const marked = chosen === null ? last : Math.min(chosen, last)
  const at = points[marked]
  if (at === undefined) return null
  const said = `${Time.longDay(at.day)}: ${Money.shown(at.units, currency)}`
  const from = ({ clientX, currentTarget }: { clientX: number; currentTarget: HTMLElement }) => {
    const { left } = currentTarget.getBoundingClientRect()
    const share = (clientX - left - edge.left) / (width - edge.left - edge.right)
    choose(Math.round(Math.min(1, Math.max(0, share)) * last))
  }
  return (
    <figure class="card chart">
      <figcaption>
        <h3>Balance over the year</h3>
        <output>{said}</output>
      </figcaption>
      <div ref={ref} class="drawing" onPointerMove={from} onPointerDown={from}>
        <Drawing points={points} marked={marked} width={width} />
      </div>
      <input
        type="range"
        aria-label="Day"
        aria-valuetext={said}
        min={0}
        max={last}
        value={marked}
        onInput={({ currentTarget }) => choose(Number(currentTarget.value))}
      />
      <p class="quiet">Worked out from today's balance back through the transactions that are posted, to the cent.</p>
      <details>
        <summary>As a table</summary>
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">End of</th>
              <th scope="col" class="amount">
                Balance
              </th>
            </tr>
          </thead>
          <tbody>
            {points
              .filter((point, index) => isLastOfMonth(point, points[index + 1]))
              .toReversed()
              .map(({ day, units }) => (
                <tr key={day}>
                  <td>{Time.month(day)}</td>
                  <td class="amount">{Money.shown(units, currency)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}

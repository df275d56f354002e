// What the parent page uses of React: its own types come in a package of others, and the SDK's refer to them.
declare module "react" {
  export const createElement: (component: unknown, props: object) => unknown
}
declare module "react-dom/client" {
  export const createRoot: (container: Element) => { render(element: unknown): void; unmount(): void }
}

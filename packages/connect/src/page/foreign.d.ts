// What is imported here and has no types of its own: the style sheet, which Vite takes, and zoid's smallest build.
declare module "*.css" {}

declare module "zoid/dist/zoid.frame.min.js" {
  export const create: (component: object) => unknown
}

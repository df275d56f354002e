export { errors } from "./en.ts"

// Text in the few pages that the server writes by hand: nothing in it becomes markup, inside an attribute either.

export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

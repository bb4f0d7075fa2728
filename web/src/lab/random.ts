export function random(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length))
  // Leave out letters and digits that look alike.
  return Array.from(bytes, (byte) => 'abcdefghjkmnpqrstuvwxyz23456789'[byte % 31]).join('')
}

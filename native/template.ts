/**
 * Replaces `${NAME}` for the given names and leaves every other dollar sign alone, as the official
 * nginx image does with its templates.
 */
export function renderTemplate(template: string, values: Record<string, string>): string {
  return template.replace(/\$\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  )
}

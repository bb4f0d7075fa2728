interface TextFieldProps {
  name: string
  label: string
  autoComplete: string
  error: string | null
  hint?: string
  type?: 'text' | 'password'
  maxLength?: number
}

/** An input with a label. Its description is its error, or else its hint. */
export function TextField({
  name,
  label,
  autoComplete,
  error,
  hint,
  type,
  maxLength,
}: TextFieldProps) {
  const description = error ?? hint
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        {...(type === 'password' ? ({ type } as const) : ({ type: 'text' } as const))}
        autoComplete={autoComplete}
        {...(maxLength !== undefined && { maxLength })}
        autoCapitalize="none"
        spellcheck={false}
        aria-invalid={error !== null}
        aria-describedby={description === undefined ? undefined : `${name}-description`}
      />
      {description !== undefined && (
        <p id={`${name}-description`} class={error === null ? 'hint' : 'error'}>
          {description}
        </p>
      )}
    </div>
  )
}

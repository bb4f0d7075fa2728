import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { messages } from '../i18n/language.ts'

interface CopyButtonProps {
  text: () => string
  children: ComponentChildren
}

/** Copies a text, and says so. */
export function CopyButton({ text, children }: CopyButtonProps) {
  const t = messages.value
  const [isCopied, setIsCopied] = useState<boolean | null>(null)
  return (
    <>
      <button
        type="button"
        class="quiet"
        onClick={async () => setIsCopied(await copy(text()))}
        onBlur={() => setIsCopied(null)}
      >
        {children}
      </button>
      <span class="hint" aria-live="polite">
        {isCopied !== null && (isCopied ? t.copied : t.notCopied)}
      </span>
    </>
  )
}

async function copy(text: string): Promise<boolean> {
  try {
    // Browsers have a clipboard only for HTTPS and localhost.
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

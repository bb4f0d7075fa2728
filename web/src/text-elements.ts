// Puts every text of the page into an element of its own, with the text in its key.
//
// A browser's translation (Chrome, Edge) replaces text nodes with <font> elements. Preact would write the next text into
// the node that is no longer in the page, and the old text would stay. The element stays in the page, and with another key
// Preact replaces it together with what the translation has put into it.
import { type ComponentChildren, Fragment, h, options, type VNode } from 'preact'

/** Not an HTML element, so that no style and no role belongs to it. */
const name = 'x-text'
/** Elements that may contain only text. The texts of SVG are not translated (stage.tsx). */
const textOnly = new Set<unknown>([name, 'option', 'text'])

const next = options.vnode
options.vnode = (vnode: VNode<{ children?: ComponentChildren }>) => {
  const { type, props } = vnode
  const isElement = typeof type === 'string' || type === Fragment
  if (isElement && !textOnly.has(type)) props.children = wrap(props.children)
  next?.(vnode)
}

function wrap(child: ComponentChildren, position = 0): ComponentChildren {
  if (Array.isArray(child)) return child.map(wrap)
  const isText = typeof child === 'number' || (typeof child === 'string' && child.trim() !== '')
  return isText ? h(name, { key: `${position} ${child}` }, child) : child
}

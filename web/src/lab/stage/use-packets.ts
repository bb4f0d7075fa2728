import type { Traffic } from '@session-clustering/api/lab'
import { useEffect, useRef } from 'preact/hooks'
import { onTraffic } from '../events.ts'
import type { Exchange } from '../observation.ts'
import { onExchange } from '../send.ts'
import { type Geometry, pathOf } from './geometry.ts'
import { drawPacket } from './packets.ts'
import { type Place, routeOf } from './route.ts'

// Draw at most this many packets of one traffic event: more would overlap.
const maxPackets = 12

/** Draws a packet for each answer, of this page and of other visitors. */
export function usePackets(layer: { current: SVGGElement | null }, geometry: Geometry): void {
  const current = useRef(geometry)
  current.current = geometry
  useEffect(() => {
    const own = (exchange: Exchange) => {
      const { requestId, servedBy, status, realm, user } = exchange
      const { places, isBroken } = routeOf(exchange)
      const path = pathOf(places, isBroken, current.current)
      const packet = { requestId, servedBy: servedBy ?? '', status, realm, path }
      if (layer.current) {
        drawPacket({ ...packet, isOwn: true, isKnown: Boolean(user), isBroken }, layer.current)
      }
    }
    const others = (requests: readonly Traffic[]) => {
      requests
        .slice(0, maxPackets)
        .forEach(({ requestId, servedBy, status, realm, authenticated }, i) => {
          const path = pathOf(['elsewhere', 'nginx', servedBy as Place], false, current.current)
          const packet = { requestId, servedBy, status, realm, path, isOwn: false, isBroken: false }
          setTimeout(
            () => {
              if (layer.current)
                drawPacket({ ...packet, isKnown: authenticated === true }, layer.current)
            },
            (i * 250) / maxPackets,
          )
        })
    }
    onExchange.add(own)
    onTraffic.add(others)
    return () => {
      onExchange.delete(own)
      onTraffic.delete(others)
    }
  }, [])
}

import type { Traffic } from '@session-clustering/api/lab'
import { useEffect, useRef } from 'preact/hooks'
import { shortCookie } from '../cookies.ts'
import { onTraffic } from '../events.ts'
import { texts } from '../i18n/texts.ts'
import type { Exchange } from '../observation.ts'
import { onAnswer } from '../send.ts'
import { bounceOf, type Geometry, legsOf } from './geometry.ts'
import { fly, type Packet } from './packets.ts'
import { resultOf } from './result.ts'
import { type Place, routeOf } from './route.ts'
import { watchFlights } from './speed.ts'

// Draw at most this many packets of one traffic event: more would overlap.
const maxPackets = 12

/** Draws a packet for each answer, of this page and of other visitors. */
export function usePackets(layer: { current: SVGGElement | null }, geometry: Geometry): void {
  const current = useRef(geometry)
  current.current = geometry
  useEffect(() => {
    const own = async (exchange: Exchange) => {
      const { requestId, servedBy, status, realm, user, cookie, refusedBy } = exchange
      const { places, isBroken } = routeOf(exchange)
      const legs = legsOf(places, isBroken, current.current)
      if (!layer.current) return
      const packet: Packet = {
        bounces: refusedBy.map((server) => bounceOf(server, current.current)),
        refused: texts.value.verdict.refused,
        requestId,
        servedBy: servedBy ?? '',
        status,
        realm,
        legs,
        isBroken,
        isOwn: true,
        isKnown: Boolean(user),
        cookie: cookie ? shortCookie(cookie) : '',
        result: resultOf(exchange, texts.value),
      }
      await fly(packet, layer.current)
    }
    const others = (requests: readonly Traffic[]) => {
      requests
        .slice(0, maxPackets)
        .forEach(({ requestId, servedBy, status, realm, authenticated }, i) => {
          const legs = legsOf(['elsewhere', 'nginx', servedBy as Place], false, current.current)
          const packet: Packet = {
            requestId,
            servedBy,
            status,
            realm,
            legs,
            isBroken: false,
            isOwn: false,
            isKnown: authenticated === true,
            bounces: [],
            refused: '',
            cookie: '',
            result: { text: '', kind: 'good' },
          }
          setTimeout(
            () => {
              if (layer.current) void fly(packet, layer.current)
            },
            (i * 250) / maxPackets,
          )
        })
    }
    const stopWatching = watchFlights()
    onAnswer.add(own)
    onTraffic.add(others)
    return () => {
      stopWatching()
      onAnswer.delete(own)
      onTraffic.delete(others)
    }
  }, [])
}

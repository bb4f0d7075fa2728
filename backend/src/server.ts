// The process of a backend: reads the settings, builds the app, listens, and closes on a signal.
import closeWithGrace from 'close-with-grace'
import { buildApp } from './app.ts'
import { ConfigError, readConfig } from './config.ts'

const config = (() => {
  try {
    return readConfig()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(`Wrong setting: ${error.message}`)
    process.exit(1)
  }
})()

const app = await buildApp(config)

closeWithGrace({ delay: 10_000, logger: app.log }, async ({ err, signal }) => {
  if (err) app.log.fatal({ err }, 'closing after an error')
  else app.log.info({ signal }, 'closing')
  // After an error, close at once.
  if (!err) await app.drain()
  await app.close()
})

await app.listen({ host: config.HOST, port: config.PORT })

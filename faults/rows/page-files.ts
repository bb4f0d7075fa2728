/** Requests the page and every file that it references. @returns the status of each */
export async function pageFiles(baseUrl: string): Promise<[file: string, status: number][]> {
  const page = await fetch(`${baseUrl}/`)
  const html = await page.text()
  const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, file = '']) => file)
  const answers = files.map(async (file): Promise<[string, number]> => {
    const response = await fetch(baseUrl + file)
    await response.body?.cancel()
    return [file, response.status]
  })
  return [['/', page.status], ...(await Promise.all(answers))]
}

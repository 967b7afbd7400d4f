/** A line of a canvas that is a picture. What people wrote is escaped, so that it can't be one. */
const placed = /^!\[\]\((https?:\/\/[^\s()]*[-_]([0-9a-f]{12})\.png)\)$/gm;

/** Where the pictures of canvases are kept, by their drawing. The first that has one counts. */
export function findPlaced(canvases: readonly string[]): ReadonlyMap<string, string> {
  const addresses = new Map<string, string>();
  for (const markdown of canvases)
    for (const [, address = '', drawing = ''] of markdown.matchAll(placed)) if (!addresses.has(drawing)) addresses.set(drawing, address);
  return addresses;
}

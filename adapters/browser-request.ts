/** Which pages may send requests to a server. */
export type Pages =
  /** None: the server is not for browsers. */
  | 'none'
  /** The server's own pages. */
  | 'own'
  /** The server's own pages, and links on other sites to them. */
  | 'own-and-links';

/** The parts of a request that a browser sets and a page can't forge. */
export interface BrowserRequest {
  method: string;
  /** The value of a header, by its name in lower case. */
  header(name: string): string | undefined;
}

/**
 * Whether the request was sent by a page that is not the server's own. Programs send neither `Origin` nor `Sec-Fetch-Site`.
 * @param ownOrigin the origin of the server's own pages, as the request names the server
 */
export function isFromOtherSite(request: BrowserRequest, pages: Pages, ownOrigin: string): boolean {
  const origin = request.header('origin');
  const site = request.header('sec-fetch-site');
  if (pages === 'none') return origin !== undefined || site !== undefined;
  if (origin !== undefined && origin !== ownOrigin.toLowerCase()) return true;
  if (site === undefined || site === 'same-origin') return false;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  // `none`: a typed address or a bookmark. A page can't send such a request.
  if (site === 'none') return !isRead;
  // Only the person who follows the link sees the answer, not the other site.
  const isLink =
    isRead &&
    request.header('sec-fetch-mode') === 'navigate' &&
    request.header('sec-fetch-dest') === 'document';
  return !(pages === 'own-and-links' && isLink);
}

import { dirname, join } from 'node:path';

/** A tree of files, by paths from its root. */
export interface Place {
  /** The folders at its root that paths in the text may begin with. */
  folders: readonly string[];
  /** Whether the file or folder exists; a path with stars is a pattern. */
  has(path: string): boolean;
  text(path: string): string;
}

/** The broken links of a page, and paths in backticks that do not exist. */
export function brokenIn(page: string, place: Place): string[] {
  const text = withoutBlocks(place.text(page));
  const prose = text.replaceAll(/`[^`\n]*`/g, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const paths = [...text.matchAll(/`([^`\s]+)`/g)].map(([, path = '']) => path);
  return [
    ...links.filter((link) => !isElsewhere(link) && !leads(link, page, place)),
    ...paths.filter((path) => isPath(path, place) && !place.has(path)),
  ];
}

const isElsewhere = (link: string): boolean => /^[a-z]+:/.test(link);

function leads(link: string, page: string, place: Place): boolean {
  const [file = '', heading] = link.split('#');
  const path = file === '' ? page : join(dirname(page), file);
  return place.has(path) && (heading === undefined || anchorsOf(place.text(path)).includes(heading));
}

/** A path from the root: to a folder, which ends in a slash, or to a file with an ending. */
function isPath(text: string, { folders }: Place): boolean {
  const [first = ''] = text.split('/');
  return folders.includes(first) && /^[\w.*/-]+(\/|\.[a-z]+)$/.test(text);
}

/** The anchors of a page's headings as GitHub makes them: a repeated heading gets the suffix -1. */
function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...withoutBlocks(text).matchAll(/^#+ +(.+)$/gm)].map(([, title = '']) => {
    const anchor = title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}

const withoutBlocks = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '');

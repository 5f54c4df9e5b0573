import { userInfo } from 'node:os';

/** The headers that say who asks: the command line, for the user of this system. On a stage the credentials say who it is. */
export const askingHeaders = (env: Record<string, string | undefined>): Record<string, string> => ({
  'x-pricewire-client': 'cli',
  // Headers hold no other letters than those of Latin-1.
  'x-pricewire-person': encodeURIComponent(env['USER'] || systemUser()),
});

// A container may run under a number that no user has.
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}

import { userInfo } from 'node:os';

/** Headers that name the caller: the command line, for the system user. On a stage the credentials identify the person. */
export const askingHeaders = (env: Record<string, string | undefined>): Record<string, string> => ({
  'x-pricewire-client': 'cli',
  // Headers hold only letters of Latin-1.
  'x-pricewire-person': encodeURIComponent(env['USER'] || systemUser()),
});

// A container may run under a user id without a user.
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}

// Runs with a limit of file size: appends until the archive refuses, and prints the ids of accepted events.
import { openArchive } from '../../../local/archive.ts';

const archive = await openArchive(process.argv[2] ?? '');
const accepted: string[] = [];
for (let at = 0, refused = 0; refused < 3; at += 1) {
  try {
    await archive.append([{ id: `e${at}`, detail: 'x'.repeat(997) }]);
    accepted.push(`e${at}`);
  } catch {
    refused += 1;
  }
}
console.log(JSON.stringify(accepted));

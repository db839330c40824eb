// One member of a small replicated register, as a real process: `node member.mjs ADDRESS PORT DATA_FOLDER IMAGE`.
// GET / answers {"image", "value"}; PUT / stores a value in the data folder, where it outlives the process.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const [address, port, dataFolder, image] = process.argv.slice(2);
const file = join(dataFolder, 'value');

const readValue = () => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
};

const server = createServer((request, response) => {
  if (request.method === 'PUT') {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      writeFileSync(file, body);
      response.writeHead(204).end();
    });
    return;
  }
  response.end(JSON.stringify({ image, value: readValue() }));
});

server.listen(Number(port), address);
process.on('SIGTERM', () => process.exit(0));

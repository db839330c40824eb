import { connect } from 'node:net';

export const clientPort = 6379;

/** Queries a node as `echo INFO | nc` does: the protocol accepts a line as a command, and returns text. */
export function askRedis(address: string, command: string, timeoutMs = 1000): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(clientPort, address).setEncoding('utf8');
    const end = (settle: () => void) => {
      socket.destroy();
      settle();
    };
    let answer = '';
    socket.setTimeout(timeoutMs, () => end(() => reject(new Error(`${address} does not answer ${command}`))));
    socket.on('error', (error) => end(() => reject(error)));
    socket.on('close', () => reject(new Error(`${address} closed the connection`)));
    socket.on('data', (text: string) => {
      answer += text;
      const [head, length] = /^\$(\d+)\r\n/.exec(answer) ?? [];
      if (/^[-+:].*\r\n$/.test(answer)) end(() => resolve(answer.slice(1).trim()));
      else if (head && Buffer.byteLength(answer) >= head.length + Number(length) + 2)
        end(() => resolve(answer.slice(head.length).trim()));
    });
    socket.write(`${command}\r\n`);
  });
}

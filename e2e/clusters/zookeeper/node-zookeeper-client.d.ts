/** The part of node-zookeeper-client that the load uses. The package has no types. */
declare module 'node-zookeeper-client' {
  type Failure = Error & { name: string };

  interface Client {
    connect: () => void;
    close: () => void;
    once: (event: 'connected' | 'expired', listener: () => void) => void;
    create: (path: string, data: Buffer, callback: (error: Failure | null) => void) => void;
    getChildren: (path: string, callback: (error: Failure | null, children: string[]) => void) => void;
  }

  interface Options {
    /** Milliseconds. */
    sessionTimeout: number;
    /** How long to wait between one server and the next, in milliseconds. */
    spinDelay: number;
    /** How often an operation is retried after a lost connection. */
    retries: number;
  }

  const zookeeper: { createClient: (connection: string, options: Options) => Client };
  export default zookeeper;
}

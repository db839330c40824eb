import { setTimeout as delay } from 'node:timers/promises';

export interface MajorityClient {
  /** How many reads were made, and how many found no majority. */
  readonly reads: number;
  readonly failed: number;
  /** The images that the members returned at the last read. */
  images(): string[];
  stop(): Promise<void>;
}

interface Answer {
  image: string;
  value: string | null;
}

async function ask(url: string): Promise<Answer | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000) });
    return (await response.json()) as Answer;
  } catch {
    return undefined;
  }
}

/** A member that was just started may not listen yet. */
async function writeWhenUp(url: string, value: string, deadline = Date.now() + 20_000): Promise<void> {
  for (;;) {
    try {
      await fetch(url, { method: 'PUT', body: value });
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(20);
    }
  }
}

/** Writes a value to every member and reads it from a majority, repeatedly, until it is stopped. */
export async function startMajorityClient(urls: readonly string[], pauseMs = 10): Promise<MajorityClient> {
  const value = `written before the roll, ${process.pid}`;
  await Promise.all(urls.map((url) => writeWhenUp(url, value)));

  const state = { reads: 0, failed: 0, images: new Map<string, string>(), stopped: false };
  const read = async (): Promise<void> => {
    const answers = await Promise.all(urls.map(ask));
    answers.forEach((answer, index) => answer && state.images.set(urls[index]!, answer.image));
    const agreeing = answers.filter((answer) => answer?.value === value).length;
    state.reads += 1;
    if (agreeing <= urls.length / 2) state.failed += 1;
  };
  const loop = (async () => {
    while (!state.stopped) {
      await read();
      await delay(pauseMs);
    }
  })();

  return {
    get reads() {
      return state.reads;
    },
    get failed() {
      return state.failed;
    },
    images: () => [...state.images.values()],
    stop: async () => {
      state.stopped = true;
      await loop;
    },
  };
}

/** Generates the ids and addresses of a simulator. The same scenario gets the same ones. */
export class Names {
  readonly #counters = new Map<string, number>();
  readonly #taken = new Set<string>();

  /** Reserves an id or an address. */
  take(name: string): void {
    this.#taken.add(name);
  }

  /** `sig-00000001` and `ssi-00000001`, but `i-00000000000000001`, `vol-…`, `snap-…`, `ami-…`. */
  next(prefix: 'sig' | 'ssi' | 'i' | 'vol' | 'snap' | 'ami'): string {
    const digits = prefix === 'sig' || prefix === 'ssi' ? 8 : 17;
    return this.#make(prefix, (number) => `${prefix}-${number.toString(16).padStart(digits, '0')}`);
  }

  /** An address of the network that `like` belongs to: 127.0.1.11 and on, else 10.201.0.11 and on. */
  nextAddress(like: string): string {
    const [network, offset] = like.startsWith('127.') ? ['127.0', 256 + 10] : ['10.201', 10];
    return this.#make(network, (number) => `${network}.${(number + offset) >> 8}.${(number + offset) & 255}`);
  }

  #make(series: string, nameOf: (number: number) => string): string {
    for (;;) {
      const number = (this.#counters.get(series) ?? 0) + 1;
      this.#counters.set(series, number);
      const name = nameOf(number);
      if (!this.#taken.has(name)) return name;
    }
  }
}

/** Which stream a piece of output is of. */
export type OutputStream = "stdout" | "stderr";

const HEADER = 8;

/**
 * Takes apart the stream in which an engine sends both outputs of a container without a terminal: frames of a header (stream
 * number, three zeros, length in network byte order) and as many bytes, cut anywhere on the way.
 */
export class FrameSplitter {
  #header = Buffer.alloc(0);
  /** How many bytes of the current frame are still to come, and where they go. */
  #left = 0;
  #stream: OutputStream = "stdout";

  constructor(private readonly piece: (stream: OutputStream, bytes: Buffer) => void) {}

  /** Throws where the bytes are no such stream: what comes after them would mean nothing. */
  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#left > 0) {
        const bytes = rest.subarray(0, this.#left);
        this.#left -= bytes.length;
        rest = rest.subarray(bytes.length);
        this.piece(this.#stream, bytes);
        continue;
      }
      const missing = HEADER - this.#header.length;
      this.#header = Buffer.concat([this.#header, rest.subarray(0, missing)]);
      rest = rest.subarray(missing);
      if (this.#header.length === HEADER) this.#begin();
    }
  }

  /** Did the stream end where a frame did? */
  get complete(): boolean {
    return this.#left === 0 && this.#header.length === 0;
  }

  #begin(): void {
    const stream = this.#header.readUInt8(0);
    if (stream > 2 || this.#header.readUIntBE(1, 3) !== 0) throw new Error("The engine’s stream of output is not understood");
    this.#stream = stream === 2 ? "stderr" : "stdout";
    this.#left = this.#header.readUInt32BE(4);
    this.#header = Buffer.alloc(0);
  }
}

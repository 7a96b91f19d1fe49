import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";

type Decode = (bytes: Buffer, limit: { maxOutputLength: number }) => Promise<Buffer>;

const decoders = new Map<string, Decode>([
  ["gzip", promisify(gunzip)],
  ["x-gzip", promisify(gunzip)],
  ["deflate", promisify(inflate)],
  ["br", promisify(brotliDecompress)],
]);

/**
 * The text of a body, decompressed, so that answers are compared by their content. An unknown encoding is left as it
 * is; throws if the body is damaged, or larger than `maxOutputLength` bytes.
 */
export async function decoded(
  body: ArrayBuffer,
  contentEncoding: string | string[] | undefined,
  maxOutputLength: number,
): Promise<string> {
  let bytes: Buffer = Buffer.from(body);
  for (const encoding of [contentEncoding ?? []].flat().join().split(",").reverse()) {
    const decode = decoders.get(encoding.trim().toLowerCase());
    // An answer to HEAD has none.
    if (decode && bytes.length > 0) bytes = await decode(bytes, { maxOutputLength });
  }
  return new TextDecoder().decode(bytes);
}

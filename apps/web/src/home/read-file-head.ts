// The beginning of a chosen file as text, unpacked when it is gzipped. Only as much is read as the sample needs.

/** At most `chars` characters from the start, cut at the end of a line when there is more. */
export async function readFileHead(
  file: File,
  chars: number,
): Promise<{ readonly text: string; readonly truncated: boolean }> {
  const packed = file.name.toLowerCase().endsWith('.gz');
  const bytes: ReadableStream<BufferSource> = file.stream();
  const plain = packed ? bytes.pipeThrough(new DecompressionStream('gzip')) : bytes;
  const reader = plain.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text, truncated: false };
    text += value;
    if (text.length > chars) break;
  }
  await reader.cancel();
  const cut = text.lastIndexOf('\n', chars);
  return { text: cut > 0 ? text.slice(0, cut + 1) : text.slice(0, chars), truncated: true };
}

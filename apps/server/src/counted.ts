/** `no errors`, `1 error`, `2 errors`. */
export function counted(amount: number, thing: string): string {
  return `${amount === 0 ? 'no' : amount} ${thing}${amount === 1 ? '' : 's'}`;
}

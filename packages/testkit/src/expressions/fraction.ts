// Exact numbers of the interpreter: fractions of bigints. Rounding happens where a type asks for it and nowhere else.

/** An exact number. `under` is positive; the fraction need not be in lowest terms. */
export class Fraction {
  readonly over: bigint;
  readonly under: bigint;

  constructor(over: bigint, under = 1n) {
    this.over = under < 0n ? -over : over;
    this.under = under < 0n ? -under : under;
  }

  plus(other: Fraction): Fraction {
    return new Fraction(this.over * other.under + other.over * this.under, this.under * other.under);
  }

  minus(other: Fraction): Fraction {
    return this.plus(other.negated());
  }

  times(other: Fraction): Fraction {
    return new Fraction(this.over * other.over, this.under * other.under);
  }

  /** The divisor is not zero. */
  dividedBy(other: Fraction): Fraction {
    return new Fraction(this.over * other.under, this.under * other.over);
  }

  negated(): Fraction {
    return new Fraction(-this.over, this.under);
  }

  /** -1n, 0n or 1n. */
  sign(): bigint {
    return this.over < 0n ? -1n : this.over > 0n ? 1n : 0n;
  }

  abs(): Fraction {
    return this.sign() < 0n ? this.negated() : this;
  }

  /** Negative, 0n or positive as this is below, equal to or above the other. */
  compareTo(other: Fraction): bigint {
    return this.over * other.under - other.over * this.under;
  }

  /** The whole part: toward zero. */
  truncated(): bigint {
    return this.over / this.under;
  }

  /** The nearest whole number; the middle goes away from zero. */
  rounded(): bigint {
    const size = (2n * this.abs().over + this.under) / (2n * this.under);
    return this.sign() < 0n ? -size : size;
  }

  /** The largest whole number that is not above. */
  floor(): bigint {
    const whole = this.truncated();
    return this.sign() < 0n && whole * this.under !== this.over ? whole - 1n : whole;
  }

  /** The number with the point moved to the right (negative: to the left). */
  shifted(places: number): Fraction {
    return places >= 0
      ? new Fraction(this.over * tenTo(places), this.under)
      : new Fraction(this.over, this.under * tenTo(-places));
  }

  /** Rounded to digits behind the point, half away from zero; negative digits are those before it. */
  roundedTo(places: number): Fraction {
    return new Fraction(this.shifted(places).rounded()).shifted(-places);
  }
}

/** 10n to a power. */
export function tenTo(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** The fraction that digits, with a sign, a point and an exponent or without, say. */
export function fractionOf(text: string): Fraction {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', behind = ''] = mantissa.split('.');
  const isNegative = whole.startsWith('-');
  const digits = BigInt(`${whole.replace(/^[+-]/, '')}${behind}`);
  return new Fraction(isNegative ? -digits : digits).shifted(Number(exponent) - behind.length);
}

/** Rounded to a count of significant digits, half away from zero (Java's MathContext). */
export function significant(value: Fraction, digits: number): Fraction {
  if (value.over === 0n) return value;
  const size = value.abs();
  // The count of digits before the point, of 0.0012 it is -2: estimated, then put right.
  let before = String(size.over).length - String(size.under).length;
  while (size.compareTo(new Fraction(1n).shifted(before)) >= 0n) before += 1;
  while (size.compareTo(new Fraction(1n).shifted(before - 1)) < 0n) before -= 1;
  return value.roundedTo(digits - before);
}

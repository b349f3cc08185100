/** How numbers are dialled inside a country. */
type Dialling = {
  /** Its calling code. */
  readonly code: string;
  /** Dialled in front of a number inside the country alone, and no part of it; "" where there is none. */
  readonly trunk: string;
  /** Digits of a number without both. */
  readonly least: number;
  readonly most: number;
};

/**
 * Country, calling code, trunk prefix (`-` for none), digits. By the numbering plans of the countries as ITU-T E.164 lists them. Left out
 * is where one rule does not tell: Argentina and Mexico, whose mobile numbers are written in two ways.
 */
const TABLE = `
AE 971 0 8-9
AT 43 0 4-13
AU 61 0 9
BE 32 0 8-9
BG 359 0 7-9
BR 55 0 10-11
CA 1 1 10
CH 41 0 9
CL 56 - 9
CN 86 0 9-11
CO 57 - 10
CY 357 - 8
CZ 420 - 9
DE 49 0 5-13
DK 45 - 8
EE 372 - 7-8
EG 20 0 8-10
ES 34 - 9
FI 358 0 5-12
FR 33 0 9
GB 44 0 9-10
GR 30 - 10
HK 852 - 8
HR 385 0 8-9
HU 36 06 8-9
ID 62 0 8-12
IE 353 0 7-9
IL 972 0 8-9
IN 91 0 10
IS 354 - 7
IT 39 - 6-11
JP 81 0 9-10
KE 254 0 9
KR 82 0 8-10
KZ 7 8 10
LU 352 - 6-11
LV 371 - 8
MA 212 0 9
MT 356 - 8
MY 60 0 8-10
NG 234 0 8-10
NL 31 0 9
NO 47 - 8
NZ 64 0 8-10
PH 63 0 8-10
PL 48 - 9
PT 351 - 9
RO 40 0 9
RS 381 0 8-9
RU 7 8 10
SA 966 0 8-9
SE 46 0 7-9
SG 65 - 8
SI 386 0 8
SK 421 0 9
TH 66 0 8-9
TR 90 0 10
TW 886 0 8-9
UA 380 0 9
US 1 1 10
VN 84 0 9-10
ZA 27 0 9
`;

const DIALLING: ReadonlyMap<string, Dialling> = new Map(
  TABLE.trim()
    .split("\n")
    .map((line): readonly [string, Dialling] => {
      const [country = "", code = "", trunk = "", digits = ""] = line.split(" ");
      const [least = 0, most = least] = digits.split("-").map(Number);
      return [country, { code, trunk: trunk === "-" ? "" : trunk, least, most }];
    }),
);

/** Two letters of ISO 3166 of the countries of which it is known how numbers are dialled there, in alphabetical order. */
export const PHONE_COUNTRIES: readonly string[] = [...DIALLING.keys()];

/**
 * A number as it is dialled inside the country, with the country's code and no `+`; null where the digits are no such number. Without the
 * trunk prefix, and with the code but without its `+`, a number is read where all numbers of the country are of one length: elsewhere it may
 * be one of a town.
 */
export function internationalDigits(digits: string, country: string): string | null {
  const dialling = DIALLING.get(country);
  if (dialling === undefined) return null;
  const { code, trunk, least, most } = dialling;
  const isFit = (number: string): boolean =>
    number.length >= least && number.length <= most && (trunk !== "0" || !number.startsWith("0"));
  const behindTrunk = trunk !== "" && digits.startsWith(trunk) ? digits.slice(trunk.length) : null;
  if (behindTrunk !== null && isFit(behindTrunk)) return code + behindTrunk;
  if (trunk !== "" && least !== most) return null;
  if (isFit(digits)) return code + digits;
  const isWhole = least === most && digits.startsWith(code) && isFit(digits.slice(code.length));
  return isWhole ? digits : null;
}

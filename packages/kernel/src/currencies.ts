/** Codes of ISO 4217 that money is said in, those of precious metals and of the fund and test codes left out. */
const CODES =
  "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY COP CRC " +
  "CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD " +
  "JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO " +
  "NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS " +
  "TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL";

/** Codes that ISO 4217 has withdrawn: events of their time say them, and they can have rates. */
const FORMER_CODES =
  "ADP AFA ALK AOK AON AOR ARA ARP ARY ATS AYM AZM BAD BEC BEF BEL BGJ BGK BGL BOP BRB BRC BRE BRN BRR BUK BYB BYR CHC CSD CSJ CSK " +
  "CUC CYP DDM DEM ECS ECV EEK ESA ESB ESP FIM FRF GEK GHC GHP GNE GNS GQE GRD GWE GWP HRD HRK IEP ILP ILR ISJ ITL LAJ LSM LTL LTT LUC LUF " +
  "LUL LVL LVR MGF MLF MRO MTL MTP MVQ MXP MZE MZM NIC NLG PEH PEI PES PLZ PTE RHD ROK ROL RUR SDD SDP SIT SKK SLL SRG STD SUR TJR TMM TPE " +
  "TRL UAK UGS UGW UYN UYP VEB VEF VNC YDD YUD YUM YUN ZAL ZMK ZRN ZRZ ZWC ZWD ZWN ZWR";

const PRESENT: ReadonlySet<string> = new Set(CODES.split(" "));
const KNOWN: ReadonlySet<string> = new Set([...PRESENT, ...FORMER_CODES.split(" ")]);

/** Whether money is said in it today. */
export function isPresentCurrency(code: string): boolean {
  return PRESENT.has(code);
}

/** Whether money is said in it, or once was. */
export function isCurrency(code: string): boolean {
  return KNOWN.has(code);
}

/** The code in capitals, a former one too; null for what is no currency. Space around it and its letter case do not matter. */
export function readCurrency(said: string): string | null {
  const code = said.trim().toUpperCase();
  return isCurrency(code) ? code : null;
}

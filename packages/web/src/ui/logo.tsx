/** Two turns that do not close: what people do again, and again. */
export function Logo({ size = 34 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden style={{ flex: "none" }}>
      <rect width="32" height="32" rx="9" fill="#0f5c4d" />
      <g fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round">
        <path d="M16 6.5a9.5 9.5 0 1 1-9.1 6.8" />
        <path d="M16 12a4 4 0 1 1-3.8 2.8" opacity=".75" />
      </g>
    </svg>
  );
}

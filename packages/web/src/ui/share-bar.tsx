import "./share-bar.css";

/** A part of a whole. The figure stands beside it as text, so the bar itself says nothing to a screen reader. */
export function ShareBar({ share }: { readonly share: number }) {
  const percent = Math.min(100, Math.max(0, share * 100));
  return (
    <div className="share-bar" aria-hidden>
      <span style={{ width: `${percent}%` }} data-empty={share === 0 ? "" : undefined} />
    </div>
  );
}

/** A modal panel at the bottom of a handheld, in the middle of a larger screen. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import './Sheet.css';

type Props = { title: string; text?: string | undefined; onClose: () => void; children: ComponentChildren };

export function Sheet({ title, text, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const [opened, before] = [dialog.current, document.activeElement];
    opened?.showModal();
    return () => {
      opened?.close();
      // A dialog that left the page with its component gives the focus back to nobody.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby="sheet-title"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div class="sheet-body">
        <h2 id="sheet-title">{title}</h2>
        {text !== undefined && <p class="soft">{text}</p>}
        {children}
      </div>
    </dialog>
  );
}

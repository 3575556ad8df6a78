/** Line icons on a 24-unit grid; they always stand beside words, so they are hidden from screen readers. */
import type { ComponentChildren } from 'preact';

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export const BackIcon = () => <Icon><path d="M15 5l-7 7 7 7" /></Icon>;
export const PersonIcon = () => <Icon><circle cx="12" cy="8" r="4" /><path d="M4.5 20c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5" /></Icon>;
export const PlaceIcon = () => <Icon><path d="M12 21c4.5-5 6.5-8.2 6.5-11a6.5 6.5 0 1 0-13 0c0 2.8 2 6 6.5 11z" /><circle cx="12" cy="10" r="2.4" /></Icon>;
export const HandIcon = () => <Icon><path d="M4 13.5l3.5 3.5c1.6 1.6 3 2.5 5.5 2.5 4 0 7-2.5 7-7V8.5M8 12V6.5m4 4.5V4.5m4 6.5V6" /></Icon>;
export const NeedIcon = () => <Icon><circle cx="12" cy="12" r="8.5" /><path d="M12 7.5v5M12 16v.4" /></Icon>;
export const NextIcon = () => <Icon><path d="M5 12h13M13 6.5l5.5 5.5-5.5 5.5" /></Icon>;
export const AvoidIcon = () => <Icon><circle cx="12" cy="12" r="8.5" /><path d="M6.2 6.2l11.6 11.6" /></Icon>;
export const FreshIcon = () => <Icon><path d="M5 12.5l4.5 4.5L19 7.5" /></Icon>;
export const StaleIcon = () => <Icon><circle cx="12" cy="12" r="8.5" /><path d="M12 7v5.2l3.5 2" /></Icon>;
export const MissingIcon = () => <Icon><circle cx="12" cy="12" r="8.5" stroke-dasharray="3.4 3" /><path d="M9 12h6" /></Icon>;
export const NoticeIcon = () => <Icon><path d="M12 4L2.8 19.5h18.4z" /><path d="M12 10v4.5M12 17v.3" /></Icon>;
export const PhoneIcon = () => <Icon><rect x="7" y="2.5" width="10" height="19" rx="2.5" /><path d="M11 18.5h2" /></Icon>;
export const BellIcon = () => <Icon><path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 21h4M12 5V3" /></Icon>;
export const MirrorIcon = () => <Icon><ellipse cx="12" cy="9.5" rx="6" ry="7" /><path d="M12 16.5V21M8.5 21h7M9.5 8l3-3" /></Icon>;
export const OpenIcon = () => <Icon><path d="M10 5H5v14h14v-5M14 4h6v6M20 4l-9 9" /></Icon>;
export const BasketIcon = () => <Icon><path d="M4 10h16l-1.5 9.5h-13zM8.5 10L11 4.5M15.5 10L13 4.5" /></Icon>;
export const TicketIcon = () => <Icon><path d="M3.5 7h17v3.5a1.8 1.8 0 0 0 0 3.5V17.5h-17V14a1.8 1.8 0 0 0 0-3.5zM14 7.5v2M14 11.5v1.5M14 15v2" /></Icon>;
export const SpeechIcon = () => <Icon><path d="M4 5h16v11H11l-4.5 4V16H4z" /></Icon>;
export const LockIcon = () => <Icon><rect x="5" y="10.5" width="14" height="9.5" rx="2" /><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5" /></Icon>;
export const CloseIcon = () => <Icon><path d="M6 6l12 12M18 6L6 18" /></Icon>;
export const BookIcon = () => <Icon><path d="M6 4h13v16H6a2 2 0 0 1 0-4h13M4 18V6a2 2 0 0 1 2-2" /><path d="M12 8v4M10 10h4" /></Icon>;
export const HomeIcon = () => <Icon><path d="M4 9l1.5-4.5h13L20 9M5 9v11h14V9M10 20v-6h4v6M4 9c0 3 4 3 4 0 0 3 4 3 4 0 0 3 4 3 4 0 0 3 4 3 4 0" /></Icon>;
export const SearchIcon = () => <Icon><circle cx="10.5" cy="10.5" r="6.5" /><path d="M15.5 15.5L21 21" /></Icon>;
export const TagIcon = () => <Icon><path d="M4 4h8l8.5 8.5-8 8L4 12z" /><circle cx="8" cy="8" r="1.3" /></Icon>;
export const TasksIcon = () => <Icon><path d="M4 6.5l1.5 1.5L8 5M4 13l1.5 1.5L8 11.5M4 19.5l1.5 1.5L8 18M11.5 6.5H20M11.5 13H20M11.5 19.5H20" /></Icon>;

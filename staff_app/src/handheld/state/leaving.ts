/** The page is left, closed or loaded anew. A browser may keep it as it is and bring it back: nobody may be in it then. */
import { forgetPeople } from './connection';
import { sendBeforeLeaving } from './staffActions';

export function watchLeaving(): void {
  window.addEventListener('pagehide', () => {
    sendBeforeLeaving();
    forgetPeople('left');
  });
}

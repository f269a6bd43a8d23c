;;; emacs.el --- Beamcoder through eglot, which is part of Emacs from 29 on -*- lexical-binding: t -*-

(require 'eglot)

(add-to-list 'eglot-server-programs
             '((java-mode java-ts-mode)
               . ("beamcoder" "serve" :initializationOptions (:maxItems 10))))

;; Begin in every Java file; M-TAB (or C-M-i) completes.
(add-hook 'java-mode-hook #'eglot-ensure)
(add-hook 'java-ts-mode-hook #'eglot-ensure)

;; The server's order is by what saves most keys; Emacs would sort by name.
(setq completions-sort nil)

;;; emacs.el ends here

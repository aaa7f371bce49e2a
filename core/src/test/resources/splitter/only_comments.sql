-- nothing

/* at all */
   
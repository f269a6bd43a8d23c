"""Names that Java's library brings into a file, by itself or by a wildcard import.

Tables of the classes that programs use, not of all there are: a name that is missing here is
unknown, not wrong.
"""

from typing import Final


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


JAVA_LANG: Final = _names(
    """Appendable ArithmeticException ArrayIndexOutOfBoundsException ArrayStoreException
    AssertionError AutoCloseable Boolean Byte CharSequence Character Class ClassCastException
    ClassNotFoundException CloneNotSupportedException Cloneable Comparable Deprecated Double Enum
    Error Exception Float FunctionalInterface IllegalArgumentException IllegalStateException
    IndexOutOfBoundsException Integer InterruptedException Iterable Long Math
    NegativeArraySizeException NullPointerException Number NumberFormatException Object
    OutOfMemoryError Override Process ProcessBuilder Readable Record Runnable Runtime
    RuntimeException SafeVarargs SecurityException Short StackOverflowError StackTraceElement
    StrictMath String StringBuffer StringBuilder StringIndexOutOfBoundsException
    SuppressWarnings System Thread ThreadGroup ThreadLocal Throwable
    UnsupportedOperationException Void"""
)

PACKAGES: Final[dict[str, frozenset[str]]] = {
    "java.lang": JAVA_LANG,
    "java.util": _names(
        """AbstractCollection AbstractList AbstractMap AbstractQueue AbstractSet ArrayDeque
        ArrayList Arrays Base64 BitSet Calendar Collection Collections Comparator
        ConcurrentModificationException Currency Date Deque EmptyStackException EnumMap EnumSet
        Enumeration Formatter GregorianCalendar HashMap HashSet Hashtable IdentityHashMap
        InputMismatchException IntSummaryStatistics Iterator LinkedHashMap LinkedHashSet
        LinkedList List ListIterator Locale LongSummaryStatistics Map MissingResourceException
        NavigableMap NavigableSet NoSuchElementException Objects Optional OptionalDouble
        OptionalInt OptionalLong PriorityQueue Properties Queue Random RandomAccess Scanner
        SequencedCollection SequencedMap SequencedSet Set SortedMap SortedSet Spliterator
        SplittableRandom Stack StringJoiner StringTokenizer Timer TimerTask TreeMap TreeSet UUID
        Vector WeakHashMap"""
    ),
    "java.util.Map": _names("Entry"),
    "java.io": _names(
        """BufferedInputStream BufferedOutputStream BufferedReader BufferedWriter
        ByteArrayInputStream ByteArrayOutputStream CharArrayReader CharArrayWriter Closeable
        Console DataInputStream DataOutputStream EOFException Externalizable File
        FileDescriptor FileInputStream FileNotFoundException FileOutputStream FileReader
        FileWriter Flushable IOException InputStream InputStreamReader LineNumberReader
        ObjectInputStream ObjectOutputStream OutputStream OutputStreamWriter PrintStream
        PrintWriter RandomAccessFile Reader Serializable StreamTokenizer StringReader
        StringWriter UncheckedIOException Writer"""
    ),
    "java.math": _names("BigDecimal BigInteger MathContext RoundingMode"),
    "java.text": _names("DateFormat DecimalFormat MessageFormat NumberFormat SimpleDateFormat"),
    "java.util.function": _names(
        """BiConsumer BiFunction BiPredicate BinaryOperator BooleanSupplier Consumer
        DoubleUnaryOperator Function IntBinaryOperator IntConsumer IntFunction IntPredicate
        IntSupplier IntToLongFunction IntUnaryOperator LongBinaryOperator LongFunction
        LongPredicate LongSupplier LongUnaryOperator Predicate Supplier ToDoubleFunction
        ToIntBiFunction ToIntFunction ToLongFunction UnaryOperator"""
    ),
    "java.util.stream": _names(
        "Collector Collectors DoubleStream IntStream LongStream Stream StreamSupport"
    ),
    "java.util.concurrent": _names(
        """BlockingQueue Callable CompletableFuture ConcurrentHashMap ConcurrentLinkedDeque
        ConcurrentLinkedQueue ConcurrentMap ConcurrentSkipListMap ConcurrentSkipListSet
        CopyOnWriteArrayList CountDownLatch CyclicBarrier ExecutionException Executor
        ExecutorService Executors ForkJoinPool ForkJoinTask Future LinkedBlockingQueue
        PriorityBlockingQueue RecursiveAction RecursiveTask Semaphore ThreadLocalRandom
        TimeUnit TimeoutException"""
    ),
    "java.util.concurrent.atomic": _names(
        """AtomicBoolean AtomicInteger AtomicIntegerArray AtomicLong AtomicLongArray
        AtomicReference LongAdder"""
    ),
    "java.util.regex": _names("MatchResult Matcher Pattern PatternSyntaxException"),
    "java.nio.charset": _names("Charset StandardCharsets"),
    "java.nio.file": _names("Files InvalidPathException Path Paths StandardOpenOption"),
    "java.time": _names(
        """DayOfWeek Duration Instant LocalDate LocalDateTime LocalTime Month Period ZoneId
        ZonedDateTime"""
    ),
}

# What one import brings into a file.
IMPORTABLE: Final = frozenset[str]().union(*PACKAGES.values())

# Classes of other packages that have the name of one above, of all public ones of a JDK 17. Where
# both could be meant, the one above is, as in the corpus.
NAMESAKES: Final[dict[str, frozenset[str]]] = {
    "java.awt": _names("List"),
    "java.sql": _names("Date"),
    "java.util.logging": _names("Formatter"),
    "javax.management.timer": _names("Timer"),
    "javax.sql.rowset": _names("Predicate"),
    "javax.swing": _names("Timer"),
    "javax.xml.datatype": _names("Duration"),
}
# Of those with a namesake, the ones with type parameters, and the ones of which there is no `new`.
GENERIC: Final = _names("java.util.List java.util.function.Predicate")
ABSTRACT: Final = GENERIC | _names("java.util.logging.Formatter javax.sql.rowset.Predicate")


def packages_of(name: str) -> list[str]:
    """The packages that have a class of a simple name, the likeliest first."""
    return [
        package for table in (PACKAGES, NAMESAKES) for package in table if name in table[package]
    ]

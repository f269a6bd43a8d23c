import java.lang.reflect.*;
import java.util.*;
import java.util.stream.*;

/**
 * Writes members.txt: what the library classes that programs use have to offer, by reflection.
 *
 *     java tokenizer/Members.java > tokenizer/members.txt
 *
 * One class a line, its supers behind a colon, then its members in groups of one type each:
 *
 *     ArrayList<E> : AbstractList<E> List<E> | void add( clear( ensureCapacity( | E get( remove(
 *
 * "(" marks a method, "*" in front of a name something static. The type is "?" where overloads
 * differ or a method's own type parameter decides. What a super in the table says alike is left
 * out. Every super is in the table too, but for those that nobody can name.
 */
public class Members {
    static final String[] ROOTS = """
        java.lang: Boolean Byte Character Class Comparable CharSequence Double Enum Exception Float
         Integer Iterable Long Math Number Object Process Runnable Runtime RuntimeException Short
         StackTraceElement StrictMath String StringBuffer StringBuilder System Thread ThreadLocal
         Throwable Record AutoCloseable
        java.util: ArrayDeque ArrayList Arrays BitSet Calendar Collection Collections Comparator
         Date Deque DoubleSummaryStatistics EnumMap EnumSet Formatter GregorianCalendar HashMap
         HashSet Hashtable IntSummaryStatistics Iterator LinkedHashMap LinkedHashSet LinkedList List
         ListIterator Locale LongSummaryStatistics Map Map$Entry NavigableMap NavigableSet Objects
         Optional OptionalDouble OptionalInt OptionalLong PriorityQueue Properties Queue Random
         Scanner Set SortedMap SortedSet SplittableRandom Stack StringJoiner StringTokenizer Timer
         TreeMap TreeSet Vector AbstractMap$SimpleEntry
        java.io: BufferedInputStream BufferedOutputStream BufferedReader BufferedWriter
         ByteArrayInputStream ByteArrayOutputStream DataInputStream DataOutputStream File
         FileInputStream FileOutputStream FileReader FileWriter IOException InputStream
         InputStreamReader OutputStream OutputStreamWriter PrintStream PrintWriter Reader
         StreamTokenizer StringReader StringWriter Writer
        java.math: BigDecimal BigInteger MathContext RoundingMode
        java.text: DecimalFormat NumberFormat SimpleDateFormat
        java.util.function: BiConsumer BiFunction BinaryOperator Consumer Function IntBinaryOperator
         IntFunction IntPredicate IntUnaryOperator LongBinaryOperator Predicate Supplier
         UnaryOperator ToIntFunction ToLongFunction
        java.util.stream: Collectors DoubleStream IntStream LongStream Stream
        java.util.concurrent: ConcurrentHashMap ThreadLocalRandom TimeUnit
        java.util.concurrent.atomic: AtomicBoolean AtomicInteger AtomicLong
        java.util.regex: Matcher Pattern
        """.replaceAll("\n +", " ").strip().split("\n");

    /** What Java 21 has added to classes of this table, for a JDK that is older. */
    static final Map<String, String> LATER = Map.of(
        "Deque", "Deque<E> reversed(",
        "List", "E getFirst( getLast( removeFirst( removeLast( | void addFirst( addLast("
            + " | List<E> reversed(",
        "LinkedHashMap", "Entry<K,V> firstEntry( lastEntry( pollFirstEntry( pollLastEntry("
            + " | V putFirst( putLast(",
        "LinkedHashSet", "E getFirst( getLast( removeFirst( removeLast(",
        "SortedSet", "E getFirst( getLast( removeFirst( removeLast( | SortedSet<E> reversed(",
        "Math", "? *clamp( *ceilDiv( *ceilMod( *unsignedMultiplyHigh(",
        "StringBuilder", "StringBuilder repeat(",
        "String", "String[] splitWithDelimiters(",
        "Character", "boolean *isEmoji(");

    static final Map<String, Class<?>> table = new TreeMap<>();

    public static void main(String[] args) throws Exception {
        for (String line : ROOTS) {
            String[] parts = line.split(":");
            for (String name : parts[1].strip().split(" +")) {
                add(Class.forName(parts[0] + "." + name));
            }
        }
        for (Class<?> each : table.values()) {
            System.out.println(line(each));
        }
    }

    static void add(Class<?> c) {
        if (table.putIfAbsent(c.getSimpleName(), c) == null) {
            for (Class<?> parent : supers(c)) {
                add(parent);
            }
        }
    }

    /** The nearest public supers: one that is not public stands aside for its own. */
    static List<Class<?>> supers(Class<?> c) {
        List<Class<?>> found = new ArrayList<>();
        for (Type type : superTypes(c)) {
            found.add(raw(type));
        }
        return found;
    }

    static List<Type> superTypes(Class<?> c) {
        List<Type> found = new ArrayList<>();
        List<Type> all = new ArrayList<>(List.of(c.getGenericInterfaces()));
        if (c.getGenericSuperclass() != null) {
            all.add(0, c.getGenericSuperclass());
        }
        for (Type type : all) {
            Class<?> parent = raw(type);
            if (parent == Object.class || parent.getPackageName().equals("java.lang.constant")) {
                continue;
            }
            if (Modifier.isPublic(parent.getModifiers())) {
                found.add(type);
            } else {
                found.addAll(superTypes(parent));
            }
        }
        return found;
    }

    static Class<?> raw(Type type) {
        return (Class<?>) (type instanceof ParameterizedType p ? p.getRawType() : type);
    }

    static String line(Class<?> c) {
        StringBuilder out = new StringBuilder(c.getSimpleName());
        if (c.getTypeParameters().length > 0) {
            out.append(Stream.of(c.getTypeParameters()).map(Object::toString)
                .collect(Collectors.joining(",", "<", ">")));
        }
        out.append(" :");
        superTypes(c).forEach(type -> out.append(' ').append(named(type)));
        Map<String, Set<String>> groups = new TreeMap<>();
        Map<String, String> inherited = new HashMap<>();
        supers(c).forEach(parent -> inherited.putAll(all(parent)));
        own(c).forEach((name, type) -> {
            if (!type.equals(inherited.get(name))) {
                groups.computeIfAbsent(type, any -> new TreeSet<>()).add(name);
            }
        });
        groups.forEach((type, names) ->
            out.append(" | ").append(type).append(' ').append(String.join(" ", names)));
        String later = LATER.get(c.getSimpleName());
        return later == null ? out.toString() : out + " | " + later;
    }

    static Map<String, String> all(Class<?> c) {
        Map<String, String> found = new TreeMap<>();
        supers(c).forEach(parent -> found.putAll(all(parent)));
        found.putAll(own(c));
        return found;
    }

    /** Name as written in the table -> type; what a super that nobody can name declares is own. */
    static Map<String, String> own(Class<?> c) {
        Map<String, String> found = new TreeMap<>();
        for (Class<?> at = c; at != null && (at == c || !Modifier.isPublic(at.getModifiers()));
                at = at.getSuperclass()) {
            for (Method method : at.getDeclaredMethods()) {
                if (isOpen(method) && !method.isBridge() && !method.isSynthetic()) {
                    put(found, method, method.getName() + "(", method.getGenericReturnType());
                }
            }
            for (Field field : at.getDeclaredFields()) {
                if (isOpen(field)) {
                    put(found, field, field.getName(), field.getGenericType());
                }
            }
            for (Class<?> inner : at.getDeclaredClasses()) {
                if (Modifier.isPublic(inner.getModifiers())) {
                    found.put("*" + inner.getSimpleName(), inner.getSimpleName());
                }
            }
        }
        return found;
    }

    static boolean isOpen(Member member) {
        return Modifier.isPublic(member.getModifiers());
    }

    static void put(Map<String, String> found, Member member, String name, Type type) {
        String key = (Modifier.isStatic(member.getModifiers()) ? "*" : "") + name;
        String written = named(type);
        found.merge(key, written, (a, b) -> a.equals(b) ? a : "?");
    }

    /** A type without packages; "?" for what only the call decides. */
    static String named(Type type) {
        if (type instanceof Class<?> c) {
            return c.isArray() ? named(c.getComponentType()) + "[]" : c.getSimpleName();
        }
        if (type instanceof GenericArrayType array) {
            return named(array.getGenericComponentType()) + "[]";
        }
        if (type instanceof ParameterizedType p) {
            return raw(p).getSimpleName() + Stream.of(p.getActualTypeArguments())
                .map(Members::named).collect(Collectors.joining(",", "<", ">"));
        }
        if (type instanceof TypeVariable<?> v) {
            return v.getGenericDeclaration() instanceof Class ? v.getName() : "?";
        }
        Type[] bounds = ((WildcardType) type).getUpperBounds();
        return bounds[0] == Object.class ? "?" : named(bounds[0]);
    }
}

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles and runs one program after another in one virtual machine; javac.py asks it.
 *
 * In: the length of a source in bytes (four, the highest first), the source in UTF-8. Out, a line
 * each: "compiled", or "broken" with the first fault (its line, its code, its text); after
 * "compiled" also "passed", or "failed" with what was thrown. Fields are parted by tabs. A program
 * that does not end is for the asking side to kill, and with it this virtual machine; one that
 * leaves threads behind ends it too, after the reply.
 *
 * A program is compiled in memory and gets a class loader of its own, which knows the platform
 * less what reaches out of a program: the network, files, processes. That is a fence against
 * accidents, no prison for an attacker.
 */
public final class Runner {
    private static final String MAIN = "Main";
    private static final List<String> CLOSED_PACKAGES = List.of("java.net.", "java.nio.", "javax.");
    private static final List<String> CLOSED_CLASSES =
            List.of(
                    "java.io.File",
                    "java.io.FileDescriptor",
                    "java.io.FileInputStream",
                    "java.io.FileOutputStream",
                    "java.io.FileReader",
                    "java.io.FileWriter",
                    "java.io.RandomAccessFile",
                    "java.lang.Process",
                    "java.lang.ProcessBuilder",
                    "java.lang.ProcessHandle");

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final StandardJavaFileManager files =
            compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
    private final PrintStream replies;

    private Runner(PrintStream replies) {
        this.replies = replies;
    }

    public static void main(String[] args) throws IOException {
        DataInputStream requests = new DataInputStream(new BufferedInputStream(System.in));
        Runner runner = new Runner(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        runner.reply("ready");
        try {
            while (true) {
                byte[] source = new byte[requests.readInt()];
                requests.readFully(source);
                runner.judge(new String(source, StandardCharsets.UTF_8));
            }
        } catch (EOFException nobodyAsksAnyMore) {
            return;
        }
    }

    private void judge(String source) {
        Map<String, byte[]> classes = new HashMap<>();
        String fault = compile(source, classes);
        if (fault != null) {
            reply("broken\t" + fault);
            return;
        }
        reply("compiled");
        mute();
        String thrown = run(classes);
        reply(thrown == null ? "passed" : "failed\t" + thrown);
        if (Thread.activeCount() > 1) { // what it has left running would slow the next ones
            Runtime.getRuntime().halt(0);
        }
    }

    private void reply(String line) {
        replies.print(line.replace('\n', ' ').replace('\r', ' ') + "\n");
        replies.flush();
    }

    /** Null, or the first fault. */
    private String compile(String source, Map<String, byte[]> classes) {
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-implicit:none", "-nowarn", "-cp", ".");
        List<JavaFileObject> sources = List.of(new Source(source));
        try {
            JavaFileManager memory = new Memory(files, classes);
            if (compiler.getTask(null, memory, found, options, null, sources).call()) {
                return null;
            }
        } catch (Throwable died) { // javac itself can run out of stack
            return "0\t" + died.getClass().getName() + "\t";
        }
        for (Diagnostic<? extends JavaFileObject> fault : found.getDiagnostics()) {
            if (fault.getKind() == Diagnostic.Kind.ERROR) {
                return fault.getLineNumber() + "\t" + fault.getCode() + "\t" + fault.getMessage(null);
            }
        }
        return "0\tunknown\t";
    }

    /** Null, or what was thrown. */
    private static String run(Map<String, byte[]> classes) {
        try {
            Class<?> main = new Fenced(classes).loadClass(MAIN);
            Method method = main.getDeclaredMethod("main", String[].class);
            method.setAccessible(true);
            method.invoke(null, (Object) new String[0]);
            return null;
        } catch (InvocationTargetException exc) {
            return told(exc.getCause());
        } catch (Throwable exc) {
            return told(exc);
        }
    }

    private static String told(Throwable thrown) {
        return thrown.getClass().getName(); // its message could be anything, and of any length
    }

    /** Nothing to read, and what is printed goes nowhere. */
    private static void mute() {
        System.setIn(InputStream.nullInputStream());
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("memory:///" + MAIN + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, byte[]> classes;

        Memory(JavaFileManager files, Map<String, byte[]> classes) {
            super(files);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return new ByteArrayOutputStream() {
                        @Override
                        public void close() {
                            classes.put(name, toByteArray());
                        }
                    };
                }
            };
        }
    }

    private static final class Fenced extends ClassLoader {
        private final Map<String, byte[]> classes;

        Fenced(Map<String, byte[]> classes) {
            super(ClassLoader.getPlatformClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (CLOSED_CLASSES.contains(name) || CLOSED_PACKAGES.stream().anyMatch(name::startsWith)) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] code = classes.get(name);
            if (code == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, code, 0, code.length);
        }
    }
}

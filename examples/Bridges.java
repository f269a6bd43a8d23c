import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;

// Bridges are built between islands one by one. After each, how many groups of
// islands are left, and how large is the largest?
public class Bridges
{
	static int[] parent, size;

	static int find(int x)
	{
		while (parent[x] != x)
		{
			parent[x] = parent[parent[x]];
			x = parent[x];
		}
		return x;
	}

	static boolean union(int a, int b)
	{
		a = find(a);
		b = find(b);
		if (a == b)
			return false;
		if (size[a] < size[b])
		{
			int t = a;
			a = b;
			b = t;
		}
		parent[b] = a;
		size[a] += size[b];
		return true;
	}

	public static void main(String[] args) throws IOException
	{
		FastReader in = new FastReader(System.in);
		PrintWriter out = new PrintWriter(System.out);
		int n = in.nextInt(), m = in.nextInt();
		parent = new int[n];
		size = new int[n];
		for (int i = 0; i < n; i++)
		{
			parent[i] = i;
			size[i] = 1;
		}
		int groups = n, largest = 1;
		for (int i = 0; i < m; i++)
		{
			int a = in.nextInt() - 1, b = in.nextInt() - 1;
			if (union(a, b))
			{
				groups--;
				largest = Math.max(largest, size[find(a)]);
			}
			out.println(groups + " " + largest);
		}
		out.flush();
	}

	static class FastReader
	{
		private final DataInputStream stream;
		private final byte[] buffer = new byte[1 << 16];
		private int length, next;

		FastReader(InputStream in)
		{
			stream = new DataInputStream(in);
		}

		private int read() throws IOException
		{
			if (next == length)
			{
				length = stream.read(buffer, 0, buffer.length);
				next = 0;
				if (length <= 0)
					return -1;
			}
			return buffer[next++];
		}

		int nextInt() throws IOException
		{
			int c = read();
			while (c <= ' ')
				c = read();
			boolean negative = c == '-';
			if (negative)
				c = read();
			int value = 0;
			while (c >= '0' && c <= '9')
			{
				value = 10 * value + c - '0';
				c = read();
			}
			return negative ? -value : value;
		}
	}
}

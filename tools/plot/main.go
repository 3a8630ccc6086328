// Command plot reads what BenchmarkInFlight prints and draws throughput and
// connections against calls in flight, as the SVG of docs/performance.md; with
// -table it writes the same numbers in Markdown.
//
//	go test -run '^$' -bench InFlight -benchtime 1500x -count 6 . | go run ./tools/plot > docs/in-flight.svg
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// point is what one contender did with so many calls in flight: a value a run.
type point struct{ throughput, conns []float64 }

// results are by contender, then by calls in flight.
type results map[string]map[int]*point

var line = regexp.MustCompile(`^BenchmarkInFlight/(\d+)/([a-z-]+?)(?:-\d+)?\s+\d+\s+(.*)$`)

func main() {
	table := flag.Bool("table", false, "write a Markdown table instead")
	flag.Parse()
	r, err := read(os.Stdin)
	if err != nil {
		log.Fatal(err)
	}
	if len(r) == 0 {
		log.Fatal("no result of BenchmarkInFlight on standard input")
	}
	if *table {
		fmt.Print(r.table())
		return
	}
	fmt.Print(r.svg())
}

func read(in io.Reader) (results, error) {
	r := results{}
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		m := line.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		n, err := strconv.Atoi(m[1])
		if err != nil {
			return nil, err
		}
		if r[m[2]] == nil {
			r[m[2]] = map[int]*point{}
		}
		if r[m[2]][n] == nil {
			r[m[2]][n] = &point{}
		}
		r[m[2]][n].add(strings.Fields(m[3]))
	}
	return r, lines.Err()
}

// add takes value and unit, value and unit.
func (p *point) add(fields []string) {
	for pair := range slices.Chunk(fields, 2) {
		value, err := strconv.ParseFloat(pair[0], 64)
		if err != nil || len(pair) < 2 {
			continue
		}
		switch pair[1] {
		case "calls/s":
			p.throughput = append(p.throughput, value)
		case "conns":
			p.conns = append(p.conns, value)
		}
	}
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

var contenders = []struct{ name, label, colour string }{
	{"floor", "net/http by hand, pool of 1,024", "#5b6b7b"},
	{"juspay", "juspay", "#0b7a75"},
	{"default-pool", "net/http by hand, default pool", "#c8553d"},
}

// inFlight are the numbers of calls in flight that were measured.
func (r results) inFlight() []int {
	var all []int
	for n := range r["floor"] {
		all = append(all, n)
	}
	slices.Sort(all)
	return all
}

func (r results) at(name string, n int) *point {
	if p := r[name][n]; p != nil {
		return p
	}
	return &point{}
}

func (r results) table() string {
	var b strings.Builder
	b.WriteString("| calls in flight | by hand | juspay | x by hand | default pool | connections: by hand | juspay | default pool |\n|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, n := range r.inFlight() {
		floor, sdk, untuned := r.at("floor", n), r.at("juspay", n), r.at("default-pool", n)
		var ratios []float64 // of the same run: the machine's speed drifts between runs
		for i := range min(len(floor.throughput), len(sdk.throughput)) {
			ratios = append(ratios, sdk.throughput[i]/floor.throughput[i])
		}
		fmt.Fprintf(&b, "| %d | %.0f/s | %.0f/s | %.2f | %.0f/s | %.0f | %.0f | %.0f |\n", n,
			median(floor.throughput), median(sdk.throughput), median(ratios), median(untuned.throughput),
			median(floor.conns), median(sdk.conns), median(untuned.conns))
	}
	return b.String()
}

// A panel is one of the two drawings. Both axes are logarithmic: each step
// multiplies.
type panel struct {
	title, unit string
	left, top   float64
	width, high float64
	value       func(*point) float64
}

func (r results) svg() string {
	panels := []panel{
		{"Throughput", "calls a second", 70, 70, 330, 300, func(p *point) float64 { return median(p.throughput) }},
		{"Connections opened", "connections", 500, 70, 330, 300, func(p *point) float64 { return median(p.conns) }},
	}
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 470" width="860" height="470" font-family="sans-serif" font-size="12" fill="#222">` + "\n")
	b.WriteString(`<title>Throughput and connections against calls in flight</title>` + "\n" + `<rect width="860" height="470" fill="#fff"/>` + "\n")
	for _, p := range panels {
		r.draw(&b, p)
	}
	x := 70.0
	for _, c := range contenders {
		fmt.Fprintf(&b, `<rect x="%.0f" y="438" width="18" height="4" fill="%s"/><text x="%.0f" y="444">%s</text>`+"\n", x, c.colour, x+24, c.label)
		x += 250
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func (r results) draw(b *strings.Builder, p panel) {
	ns := r.inFlight()
	low, high := math.Inf(1), 1.0
	for _, c := range contenders {
		for _, n := range ns {
			if at := r[c.name][n]; at != nil && p.value(at) > 0 {
				low, high = min(low, p.value(at)), max(high, p.value(at))
			}
		}
	}
	low, high = math.Pow(10, math.Floor(math.Log10(min(low, high)))), math.Pow(10, math.Ceil(math.Log10(high)))
	first, last := float64(ns[0]), float64(ns[len(ns)-1])
	xOf := func(n int) float64 {
		return p.left + p.width*math.Log(float64(n)/first)/max(math.Log(last/first), 1)
	}
	yOf := func(v float64) float64 { return p.top + p.high*(1-math.Log(v/low)/math.Log(high/low)) }

	fmt.Fprintf(b, `<text x="%.0f" y="%.0f" font-size="15" font-weight="bold">%s</text><text x="%.0f" y="%.0f" fill="#666">%s</text>`+"\n",
		p.left, p.top-34, p.title, p.left, p.top-16, p.unit)
	for v := low; v <= high*1.001; v *= 10 {
		fmt.Fprintf(b, `<line x1="%.0f" x2="%.0f" y1="%.1f" y2="%.1f" stroke="#ddd"/><text x="%.0f" y="%.1f" text-anchor="end">%s</text>`+"\n",
			p.left, p.left+p.width, yOf(v), yOf(v), p.left-8, yOf(v)+4, strconv.FormatFloat(v, 'f', -1, 64))
	}
	for _, n := range ns {
		fmt.Fprintf(b, `<text x="%.1f" y="%.0f" text-anchor="middle">%d</text>`+"\n", xOf(n), p.top+p.high+18, n)
	}
	fmt.Fprintf(b, `<text x="%.0f" y="%.0f" text-anchor="middle" fill="#666">calls in flight</text>`+"\n", p.left+p.width/2, p.top+p.high+38)
	for _, c := range contenders {
		var points []string
		for _, n := range ns {
			at := r[c.name][n]
			if at == nil || p.value(at) <= 0 {
				continue
			}
			x, y := xOf(n), yOf(p.value(at))
			points = append(points, fmt.Sprintf("%.1f,%.1f", x, y))
			fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`+"\n", x, y, c.colour)
		}
		fmt.Fprintf(b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n", strings.Join(points, " "), c.colour)
	}
}

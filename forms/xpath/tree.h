// Tree: the engine's own document, over which expressions are evaluated.
//
// Not libxml2's: expressions ask for things its trees do not keep (relevance, whether an element
// is an instance of a repeat, its ordinal among its likes) and may not walk out into a document
// that somebody else changes. It knows no form: who sets `repeat` and `relevant` is its owner.
// Thread rule: one owner at a time; a Tree that nobody changes may be read by many.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace jiujin::forms::xpath {

enum class NodeKind : std::uint8_t {
  kDocument,
  kElement,
  kAttribute,
  kText,
  kComment,
  kInstruction,  // processing instruction
  kNamespace,    // one prefix declared on an element; kept among its attributes
};

struct Node {
  NodeKind kind = NodeKind::kElement;
  bool repeat = false;        // an instance of a repeat: absolute paths bind to it
  bool relevant = true;       // false takes the node, and with it its descendants, out of node-sets
  std::uint32_t id = 0;       // unique within its Tree, never used again
  std::uint32_t index = 0;    // place among the parent's children, from 0
  std::uint32_t ordinal = 1;  // place among siblings of the same name, from 1
  Node* parent = nullptr;
  std::string prefix;
  std::string name;  // local name; target of an instruction; prefix of a namespace node
  std::string namespace_uri;
  std::string text;  // of attributes, texts, comments, instructions, namespaces
  std::vector<std::unique_ptr<Node>> children;
  std::vector<std::unique_ptr<Node>> attributes;  // then namespace nodes

  std::string qualified_name() const { return prefix.empty() ? name : prefix + ":" + name; }
  bool is_element() const { return kind == NodeKind::kElement; }
  const Node* attribute(std::string_view local_name) const;
  const Node* child(std::string_view local_name) const;  // first element of that name
  Node* child(std::string_view local_name);
};

// The string value in the sense of XPath 1.0 section 5: an element's is all text below it.
std::string string_value(const Node& node);

// Document order (XPath 1.0 section 5): true if `a` comes before `b`.
bool document_order(const Node& a, const Node& b);

// "/data/member[2]/name": positions only at instances of repeats. Absolute, from the document.
std::string path_of(const Node& node);
// "/data/member/name": the same without positions, what binds and dependencies speak of.
std::string schema_path_of(const Node& node);

class Tree {
 public:
  Tree();
  Tree(Tree&&) = default;
  Tree& operator=(Tree&&) = default;

  Node& document() { return *m_document; }
  const Node& document() const { return *m_document; }
  Node* root();  // the document element, nullptr if there is none
  const Node* root() const;

  Node& append(Node& parent, NodeKind kind, std::string name = {}, std::string text = {});
  Node& add_attribute(Node& element, std::string name, std::string text);
  // Copies `source` (of any tree) with everything below to children[index] of parent.
  Node& insert_copy(Node& parent, std::size_t index, const Node& source);
  void remove(Node& node);                              // and everything below
  void set_text(Node& element, std::string_view text);  // replaces all children
  Tree copy() const;

 private:
  void renumber_siblings(Node& parent, std::size_t from);
  std::unique_ptr<Node> clone(const Node& source, Node* parent);

  std::unique_ptr<Node> m_document;
  std::uint32_t m_next_id = 1;
};

}  // namespace jiujin::forms::xpath
